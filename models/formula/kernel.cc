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

/// What an infinite input is computed as. A cube of it is still a number, and a root of it no float.
constexpr double kInfinity = 1e80;

std::size_t whole_steps(std::size_t count) {
  return std::min(Kernel::kTile, (count + kPassStep - 1) / kPassStep * kPassStep);
}

/// Tiles of the thread, which keep the constants of the kernel that ran last.
template <typename T>
struct Scratch {
  hwy::AlignedFreeUniquePtr<T[]> memory;
  std::size_t tiles = 0;
  std::uint64_t kernel = 0;
  std::vector<T*> places;

  T* tile(std::size_t place) { return memory.get() + place * Kernel::kTile; }
};

template <typename T>
thread_local Scratch<T> scratch;

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

/// Gives each step of a program a place, and a place to another step when its value is not needed any more.
class Allocation {
 public:
  explicit Allocation(const Program& program) : program_(program), last_use_(program.steps.size(), 0) {
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
        place_.push_back(static_cast<std::uint16_t>(step.variable));
      } else if (step.op == Op::kConstant) {
        place_.push_back(fresh());
        constants.emplace_back(place_.back(), step.constant);
      } else {
        Pass pass{.op = step.op};
        for (std::uint32_t k = 0; k < step.count; ++k) {
          pass.from[k] = place_[step.arguments[k]];
          release(step.arguments[k], i);
        }
        // The last pass has read its arguments when it writes: it may write where an input lies.
        const bool is_last = i + 1 == program_.steps.size() && program_.results.back() == i;
        place_.push_back(is_last ? output(program_.results.size() - 1) : reused_or_fresh());
        pass.to = place_.back();
        passes.push_back(pass);
      }
    }
    for (std::size_t k = 0; k < program_.results.size(); ++k) {
      const std::uint16_t from = place_[program_.results[k]];
      if (from != output(k)) passes.push_back({.op = Op::kVariable, .to = output(k), .from = {from}});
    }
  }

  std::size_t places() const { return next_; }

 private:
  std::uint16_t output(std::size_t k) const { return static_cast<std::uint16_t>(program_.variables.size() + k); }
  std::uint16_t fresh() { return static_cast<std::uint16_t>(next_++); }

  std::uint16_t reused_or_fresh() {
    if (free_.empty()) return fresh();
    const std::uint16_t place = free_.back();
    free_.pop_back();
    return place;
  }

  void release(std::uint32_t step, std::size_t at) {
    const Op op = program_.steps[step].op;
    if (last_use_[step] != at || op == Op::kVariable || op == Op::kConstant) return;
    if (std::find(free_.begin(), free_.end(), place_[step]) == free_.end()) free_.push_back(place_[step]);
  }

  const Program& program_;
  std::vector<std::size_t> last_use_;
  std::vector<std::uint16_t> place_, free_;
  std::size_t next_ = 0;
};

}  // namespace

Kernel::Kernel(Program program, Precision precision)
    : program_(std::move(program)), precision_(precision), number_(next_number()) {
  constexpr std::size_t kMostSteps = 10'000;  // so that a place fits in 16 bits
  if (program_.steps.size() > kMostSteps) throw std::length_error("the formula is too long");
  lowered_ = formula::lowered(program_);
  Allocation allocation(precision == Precision::kDouble ? lowered_ : program_);
  allocation.run(passes_, constants_);
  places_ = allocation.places();
}

void Kernel::run(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count) const {
  if (precision_ == Precision::kDouble) {
    run_double(inputs, outputs, count);
  } else {
    run_float(inputs, outputs, count);
  }
}

/// Tiles of this kernel, with its constants and the inputs that are scalars. `more` tiles lie behind them.
template <typename T>
std::vector<T*>& Kernel::prepared(std::span<const Input> inputs, std::size_t more, std::size_t count) const {
  Scratch<T>& own = scratch<T>;
  const std::size_t wanted = places_ + more;
  if (own.tiles < wanted) {
    own.memory = hwy::AllocateAligned<T>(wanted * kTile);
    own.tiles = wanted;
    own.kernel = 0;
  }
  if (own.kernel != number_) {
    for (const auto& [place, value] : constants_) std::fill_n(own.tile(place), kTile, static_cast<T>(value));
    own.kernel = number_;
  }
  own.places.resize(places_);
  for (std::size_t i = 0; i < places_; ++i) own.places[i] = own.tile(i);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].is_scalar) std::fill_n(own.places[i], whole_steps(count), T{*inputs[i].values});
  }
  return own.places;
}

void Kernel::run_double(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count) const {
  const std::vector<double*>& places = prepared<double>(inputs, 0, count);
  for (std::size_t begin = 0; begin < count; begin += kTile) {
    const std::size_t n = std::min(kTile, count - begin);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i].is_scalar) continue;
      widen(inputs[i].values + begin, n, i == 0 ? kInfinity : HUGE_VAL, places[i]);
      std::fill(places[i] + n, places[i] + whole_steps(n), 0.0);
    }
    run_passes(passes_, places.data(), n);
    for (std::size_t k = 0; k < outputs.size(); ++k) narrow(places[inputs.size() + k], n, outputs[k] + begin);
  }
}

void Kernel::run_float(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count) const {
  // Tiles for the inputs' copies lie behind the others.
  std::vector<float*>& places = prepared<float>(inputs, inputs.size(), count);
  for (std::size_t begin = 0; begin < count; begin += kTile) {
    const std::size_t n = std::min(kTile, count - begin);
    const bool is_whole = n % kPassStep == 0;
    const bool is_rare = !inputs[0].is_scalar && any_at_least(kLarge, inputs[0].values + begin, n);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i].is_scalar) continue;
      const float* values = inputs[i].values + begin;
      if (!is_whole || is_rare) {
        float* copy = scratch<float>.tile(places_ + i);
        std::fill(std::copy_n(values, n, copy), copy + kTile, 0.0f);
        places[i] = copy;
      } else {
        places[i] = const_cast<float*>(values);  // never written: no pass has an input's place as its target
      }
    }
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      const std::size_t place = inputs.size() + k;
      places[place] = is_whole ? outputs[k] + begin : scratch<float>.tile(place);
    }
    run_passes(passes_, places.data(), n);
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      if (!is_whole) std::copy_n(places[inputs.size() + k], n, outputs[k] + begin);
    }
    if (is_rare) compute_rare(places, outputs, begin, n);
  }
}

void Kernel::compute_rare(const std::vector<float*>& places, std::span<float* const> outputs, std::size_t begin,
                          std::size_t count) const {
  std::vector<double> values(program_.variables.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (!(std::fabs(places[0][i]) >= kLarge)) continue;
    for (std::size_t k = 0; k < values.size(); ++k) values[k] = places[k][i];
    if (std::isinf(values[0])) values[0] = std::copysign(kInfinity, values[0]);
    const std::vector<double> results = formula::run<NumberMath<double>>(lowered_, values);
    for (std::size_t k = 0; k < results.size(); ++k) outputs[k][begin + i] = static_cast<float>(results[k]);
  }
}

}  // namespace actsweep::formula
