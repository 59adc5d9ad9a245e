#include "models/formula/kernel.h"

#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <stdexcept>

#include "models/formula/lowering.h"
#include "models/formula/number_math.h"

namespace actsweep::formula {
namespace {

/// Replaces an infinite input. Its cube is still a finite double; its square root is too large for a float.
constexpr double kInfinity = 1e80;

/// Rounds up to a multiple of kPassStep.
std::size_t rounded_up(std::size_t count) { return (count + kPassStep - 1) / kPassStep * kPassStep; }

/// Prefetches values of the next tile while the current one is computed. Hardware prefetching stops at page boundaries.
void prefetch(const float* values, std::size_t count) {
  constexpr std::size_t kLine = 64 / sizeof(float);
  for (std::size_t i = 0; i < count; i += kLine) __builtin_prefetch(values + i);
}

/// Buffers of a thread, shared by all kernels it runs.
template <typename T>
struct Scratch {
  hwy::AlignedFreeUniquePtr<T[]> memory;
  std::size_t size = 0;
  std::vector<Slot<T>> slots;
};

template <typename T>
thread_local Scratch<T> scratch;

/// Whether the program is piecewise linear. Floats then compute its limits correctly: nothing overflows, and no
/// infinity is combined with 0 or another infinity.
bool is_piecewise_linear(const Program& program) {
  const auto is_constant = [&](std::uint32_t step) { return program.steps[step].op == Op::kConstant; };
  return std::all_of(program.steps.begin(), program.steps.end(), [&](const Step& step) {
    switch (step.op) {
      case Op::kConstant: return std::fabs(step.constant) < Kernel::kLarge;
      case Op::kVariable:
      case Op::kNegate:
      case Op::kAbs:
      case Op::kMin:
      case Op::kMax:
      case Op::kIfGreater:
      case Op::kIfAtLeast: return true;
      case Op::kAdd:
      case Op::kSubtract: return is_constant(step.arguments[0]) || is_constant(step.arguments[1]);
      case Op::kMultiply: {
        const auto factor = [&](std::uint32_t i) { return is_constant(i) && program.steps[i].constant != 0; };
        return factor(step.arguments[0]) || factor(step.arguments[1]);
      }
      default: return false;
    }
  });
}

/// A later step that can be computed in the same pass as step `i`, or `i` if there is none.
std::size_t partner_of(const Program& program, std::size_t i) {
  const Step& step = program.steps[i];
  for (std::size_t k = i + 1; k < program.steps.size(); ++k) {
    if (program.steps[k].arguments == step.arguments && is_pair(step.op, program.steps[k].op)) return k;
  }
  return i;
}

/// Assigns a slot to each step of a program, and reuses a slot after the last use of its value.
class Allocation {
 public:
  explicit Allocation(const Program& program)
      : program_(program), last_use_(program.steps.size(), 0), slot_(program.steps.size(), kNone) {
    for (std::size_t i = 0; i < program.steps.size(); ++i) {
      for (std::uint32_t k = 0; k < program.steps[i].count; ++k) last_use_[program.steps[i].arguments[k]] = i;
    }
    for (const std::uint32_t result : program.results) last_use_[result] = program.steps.size();
    next_ = program.variables.size() + program.results.size();
  }

  void run(std::vector<Pass>& passes, std::vector<std::pair<std::uint16_t, double>>& constants) {
    for (std::size_t i = 0; i < program_.steps.size(); ++i) {
      const Step& step = program_.steps[i];
      if (step.op == Op::kVariable) {
        slot_[i] = static_cast<std::uint16_t>(step.variable);
      } else if (step.op == Op::kConstant) {
        slot_[i] = new_slot();
        constants.emplace_back(slot_[i], step.constant);
      } else {
        Pass pass{.op = step.op, .count = static_cast<std::uint8_t>(step.count)};
        for (std::uint32_t k = 0; k < step.count; ++k) {
          pass.from[k] = slot_[step.arguments[k]];
          release(step.arguments[k], i);
        }
        if (slot_[i] != kNone) continue;  // computed with its partner
        const std::size_t partner = partner_of(program_, i);
        pass.is_pair = partner != i;
        const bool is_last = (pass.is_pair ? partner : i) + 1 == program_.steps.size() && partner <= i + 1;
        pass.to = slot_[i] = slot_for(i, is_last);
        if (pass.is_pair) pass.second = slot_[partner] = slot_for(partner, is_last);
        pass.is_output = is_output(pass.to) || (pass.is_pair && is_output(pass.second));
        passes.push_back(pass);
      }
    }
    for (std::size_t k = 0; k < program_.results.size(); ++k) {
      const std::uint16_t from = slot_[program_.results[k]];
      if (from != output(k))
        passes.push_back({.op = Op::kVariable, .count = 1, .is_output = true, .to = output(k), .from = {from}});
    }
  }

  std::size_t slots() const { return next_; }

 private:
  static constexpr std::uint16_t kNone = 0xffff;

  std::uint16_t output(std::size_t k) const { return static_cast<std::uint16_t>(program_.variables.size() + k); }
  bool is_output(std::uint16_t slot) const { return slot >= output(0) && slot < output(program_.results.size()); }
  std::uint16_t new_slot() { return static_cast<std::uint16_t>(next_++); }

  /// A result gets its output's slot. The last output may alias an input, so only the last pass, which reads its
  /// arguments first, may write it.
  std::uint16_t slot_for(std::size_t step, bool is_last_pass) {
    const auto& results = program_.results;
    const auto k = static_cast<std::size_t>(std::find(results.begin(), results.end(), step) - results.begin());
    if (k + 1 < results.size() || (k + 1 == results.size() && is_last_pass)) return output(k);
    if (free_.empty()) return new_slot();
    const std::uint16_t slot = free_.back();
    free_.pop_back();
    return slot;
  }

  void release(std::uint32_t step, std::size_t at) {
    const Op op = program_.steps[step].op;
    if (last_use_[step] != at || op == Op::kVariable || op == Op::kConstant) return;
    if (std::find(free_.begin(), free_.end(), slot_[step]) == free_.end()) free_.push_back(slot_[step]);
  }

  const Program& program_;
  std::vector<std::size_t> last_use_;
  std::vector<std::uint16_t> slot_, free_;
  std::size_t next_ = 0;
};

}  // namespace

Kernel::Kernel(Program program, Precision precision, Tails tails)
    : program_(std::move(program)), lowered_(formula::lowered(program_)), precision_(precision) {
  constexpr std::size_t kMaxSteps = 10'000;  // so that a slot number fits in 16 bits
  if (program_.steps.size() > kMaxSteps) throw std::length_error("the formula is too long");
  const auto is_supported = [](Op op) { return is_primitive(op) || has_double_vectors(op); };
  const Program run =
      with_multiply_adds(precision == Precision::kDouble ? formula::lowered(program_, is_supported) : program_);
  Allocation allocation(run);
  allocation.run(passes_, constants_);
  slots_ = allocation.slots();
  // Intermediate results fill three quarters of a 32 KiB L1 cache.
  const std::size_t value_size = precision == Precision::kDouble ? sizeof(double) : sizeof(float);
  const std::size_t values_per_tile = (3 << 13) / value_size / std::max<std::size_t>(1, slots_ - constants_.size());
  tile_ = std::clamp<std::size_t>(values_per_tile / kPassStep * kPassStep, 2 * kPassStep, kMaxTile);
  checks_large_ = tails == Tails::kLimits && !is_piecewise_linear(program_);
}

bool Kernel::may_overwrite(std::size_t result, std::size_t input) const {
  const std::size_t output = program_.variables.size() + result;
  bool is_written = false;
  for (const Pass& pass : passes_) {
    const std::span from(pass.from, pass.count);
    if (is_written && std::find(from.begin(), from.end(), input) != from.end()) return false;
    is_written = is_written || pass.to == output || (pass.is_pair && pass.second == output);
  }
  return true;
}

std::size_t Kernel::cost() const {
  const auto costly = static_cast<std::size_t>(std::count_if(passes_.begin(), passes_.end(), [](const Pass& pass) {
    switch (pass.op) {
      case Op::kVariable:
      case Op::kAdd:
      case Op::kSubtract:
      case Op::kMultiply:
      case Op::kDivide:
      case Op::kMultiplyAdd:
      case Op::kSubtractProduct:
      case Op::kNegate:
      case Op::kAbs:
      case Op::kSqrt:
      case Op::kMin:
      case Op::kMax:
      case Op::kSign:
      case Op::kIfGreater:
      case Op::kIfAtLeast: return false;
      default: return true;
    }
  }));
  return precision_ == Precision::kDouble ? 2 * costly : costly;
}

void Kernel::run(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count,
                 std::size_t slack) const {
  if (precision_ == Precision::kDouble) {
    run_double(inputs, outputs, count);
  } else {
    run_float(inputs, outputs, count, slack);
  }
}

/// The slots in the thread's buffers: one tile each, or one number for a constant, followed by `more` extra tiles.
template <typename T>
std::vector<Slot<T>>& Kernel::prepared(std::size_t more) const {
  Scratch<T>& buffers = scratch<T>;
  const std::size_t wanted = (slots_ + more) * tile_;
  if (buffers.size < wanted) {
    buffers.memory = hwy::AllocateAligned<T>(wanted);
    buffers.size = wanted;
  }
  buffers.slots.resize(slots_ + more);
  for (std::size_t i = 0; i < buffers.slots.size(); ++i) buffers.slots[i] = {buffers.memory.get() + i * tile_, false};
  for (const auto& [slot, value] : constants_) {
    buffers.slots[slot].is_scalar = true;
    *buffers.slots[slot].values = static_cast<T>(value);
  }
  return buffers.slots;
}

void Kernel::run_double(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count) const {
  std::vector<Slot<double>>& slots = prepared<double>(0);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    slots[i].is_scalar = inputs[i].is_scalar;
    if (inputs[i].is_scalar) *slots[i].values = *inputs[i].values;
  }
  for (std::size_t begin = 0; begin < count; begin += tile_) {
    const std::size_t n = std::min(tile_, count - begin);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i].is_scalar) continue;
      widen(inputs[i].values + begin, n, i == 0 ? kInfinity : HUGE_VAL, slots[i].values);
      std::fill(slots[i].values + n, slots[i].values + rounded_up(n), 0.0);
    }
    run_passes(passes_, slots.data(), n);
    for (std::size_t k = 0; k < outputs.size(); ++k) narrow(slots[inputs.size() + k].values, n, outputs[k] + begin);
  }
}

void Kernel::run_float(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count,
                       std::size_t slack) const {
  // The extra tiles hold copies of the inputs.
  std::vector<Slot<float>>& slots = prepared<float>(inputs.size());
  float* const output_tiles = slots[inputs.size()].values;
  for (std::size_t begin = 0, n = 0; begin < count; begin += n) {
    // A pass computes multiples of kPassStep. If the last tile is not a multiple, it is computed in buffers.
    n = std::min(tile_, count - begin);
    const bool is_whole = rounded_up(n) <= n + slack;
    const bool has_large = checks_large_ && !inputs[0].is_scalar && any_at_least(kLarge, inputs[0].values + begin, n);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      // Never written: no pass writes to the slot of an input.
      auto* const values = const_cast<float*>(inputs[i].values) + (inputs[i].is_scalar ? 0 : begin);
      slots[i] = {values, inputs[i].is_scalar};
      if (!inputs[i].is_scalar) prefetch(values + n, std::min(tile_, count - begin - n + slack));
      if (inputs[i].is_scalar || (is_whole && !has_large)) continue;
      float* const copy = slots[slots_ + i].values;
      std::fill(std::copy_n(values, n, copy), copy + rounded_up(n), 0.0F);
      slots[i].values = copy;
    }
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      slots[inputs.size() + k].values = is_whole ? outputs[k] + begin : output_tiles + k * tile_;
    }
    run_passes(passes_, slots.data(), n);
    for (std::size_t k = 0; k < outputs.size() && !is_whole; ++k) {
      std::copy_n(slots[inputs.size() + k].values, n, outputs[k] + begin);
    }
    if (has_large) compute_large(slots, outputs, begin, n);
  }
}

void Kernel::compute_large(const std::vector<Slot<float>>& slots, std::span<float* const> outputs, std::size_t begin,
                           std::size_t count) const {
  std::vector<double> values(program_.variables.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (!(std::fabs(slots[0].values[i]) >= kLarge)) continue;
    for (std::size_t k = 0; k < values.size(); ++k) {
      values[k] = slots[k].values[slots[k].is_scalar ? 0 : i];
    }
    if (std::isinf(values[0])) values[0] = std::copysign(kInfinity, values[0]);
    const std::vector<double> results = formula::run<NumberMath<double>>(lowered_, values);
    for (std::size_t k = 0; k < results.size(); ++k) outputs[k][begin + i] = static_cast<float>(results[k]);
  }
}

}  // namespace actsweep::formula
