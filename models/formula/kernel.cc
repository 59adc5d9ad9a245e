#include "models/formula/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/formula/kernel.cc"
// clang-format off
#include <hwy/foreach_target.h>
// clang-format on

#include "models/formula/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace actsweep::formula::HWY_NAMESPACE {

/// Two vectors at a time: enough to hide most of an operation's latency.
template <typename F, typename... Sources>
HWY_INLINE void map(std::size_t count, float* to, F f, const Sources*... from) {
  const std::size_t lanes = hn::Lanes(D());
  for (std::size_t i = 0; i < count; i += 2 * lanes) {
    const V a = f(hn::LoadU(D(), from + i)...);
    const V b = f(hn::LoadU(D(), from + i + lanes)...);
    hn::StoreU(a, D(), to + i);
    hn::StoreU(b, D(), to + i + lanes);
  }
}

HWY_INLINE V nan_or(V a, V b, V otherwise) {
  return hn::IfThenElse(hn::And(hn::Eq(a, a), hn::Eq(b, b)), otherwise, number(NAN));
}

HWY_INLINE V sign(V x) {
  return hn::IfThenElse(hn::Eq(x, number(0.0f)), x, nan_or(x, x, hn::CopySign(number(1.0f), x)));
}

HWY_NOINLINE void run_pass(const Kernel::Pass& pass, float* const* places, std::size_t n) {
  float* to = places[pass.to];
  const float* a = places[pass.from[0]];
  const float* b = places[pass.from[1]];
  const float* c = places[pass.from[2]];
  const float* d = places[pass.from[3]];
  const auto unary = [&](auto f) { map(n, to, f, a); };
  const auto binary = [&](auto f) { map(n, to, f, a, b); };
  const auto quaternary = [&](auto f) { map(n, to, f, a, b, c, d); };
  switch (pass.op) {
    case Op::kAdd: return binary([](V x, V y) { return hn::Add(x, y); });
    case Op::kSubtract: return binary([](V x, V y) { return hn::Sub(x, y); });
    case Op::kMultiply: return binary([](V x, V y) { return hn::Mul(x, y); });
    case Op::kDivide: return binary([](V x, V y) { return hn::Div(x, y); });
    case Op::kNegate: return unary([](V x) { return hn::Neg(x); });
    case Op::kPower: return binary([](V x, V y) { return power(x, y); });
    case Op::kAbs: return unary([](V x) { return hn::Abs(x); });
    case Op::kSign: return unary([](V x) { return sign(x); });
    case Op::kMin: return binary([](V x, V y) { return nan_or(x, y, hn::Min(x, y)); });
    case Op::kMax: return binary([](V x, V y) { return nan_or(x, y, hn::Max(x, y)); });
    case Op::kSqrt: return unary([](V x) { return hn::Sqrt(x); });
    case Op::kExp: return unary([](V x) { return exp(x); });
    case Op::kExpm1: return unary([](V x) { return expm1(x); });
    case Op::kLog: return unary([](V x) { return log(x); });
    case Op::kLog1p: return unary([](V x) { return log1p(x); });
    case Op::kTanh: return unary([](V x) { return tanh(x); });
    case Op::kTanhshrink: return unary([](V x) { return tanhshrink(x); });
    case Op::kSech2: return unary([](V x) { return sech2(x); });
    case Op::kSigmoid: return unary([](V x) { return sigmoid(x); });
    case Op::kSoftplus: return unary([](V x) { return softplus(x); });
    case Op::kMishGate: return unary([](V x) { return mish_gate(x); });
    case Op::kMishSlope: return unary([](V x) { return mish_slope(x); });
    case Op::kMish: return unary([](V x) { return hn::Mul(x, mish_gate(x)); });
    case Op::kMishDerivative: return unary([](V x) { return mish_derivative(x); });
    case Op::kSwish: return unary([](V x) { return hn::Mul(x, sigmoid(x)); });
    case Op::kSwishDerivative: return unary([](V x) { return swish_derivative(x); });
    case Op::kErf: return unary([](V x) { return erf(x); });
    case Op::kNormalCdf: return unary([](V x) { return normal_cdf(x); });
    case Op::kGelu: return unary([](V x) { return hn::Mul(x, normal_cdf(x)); });
    case Op::kGeluDerivative: return unary([](V x) { return gelu_derivative(x); });
    case Op::kNormalPdf: return unary([](V x) { return normal_pdf(x); });
    case Op::kSin: return unary([](V x) { return sin(x); });
    case Op::kCos: return unary([](V x) { return cos(x); });
    case Op::kIfGreater:
      return quaternary([](V x, V y, V p, V q) { return nan_or(x, y, hn::IfThenElse(hn::Gt(x, y), p, q)); });
    case Op::kIfAtLeast:
      return quaternary([](V x, V y, V p, V q) { return nan_or(x, y, hn::IfThenElse(hn::Ge(x, y), p, q)); });
    case Op::kVariable: return unary([](V x) { return x; });  // a result that is an input or a constant
    case Op::kConstant: return;
  }
}

void run_passes(const Kernel::Pass* passes, std::size_t passes_count, float* const* places, std::size_t n) {
  const std::size_t step = 2 * hn::Lanes(D());
  n = (n + step - 1) / step * step;
  for (std::size_t i = 0; i < passes_count; ++i) run_pass(passes[i], places, n);
}

bool any_large(const float* values, std::size_t n) {
  const std::size_t lanes = hn::Lanes(D());
  const V large = number(Kernel::kLarge);
  auto any = hn::Gt(number(0.0f), large);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) any = hn::Or(any, hn::Ge(hn::Abs(hn::LoadU(D(), values + i)), large));
  bool found = !hn::AllFalse(D(), any);
  for (; i < n; ++i) found = found || std::fabs(values[i]) >= Kernel::kLarge;
  return found;
}

}  // namespace actsweep::formula::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>

#include "models/formula/lowering.h"
#include "models/formula/number_math.h"

namespace actsweep::formula {
namespace {

HWY_EXPORT(run_passes);
HWY_EXPORT(any_large);

/// A multiple of what a pass computes at a time, with any vectors.
constexpr std::size_t kStep = 64;

/// Tiles of the thread, which keep the constants of the kernel that ran last.
struct Scratch {
  hwy::AlignedFreeUniquePtr<float[]> memory;
  std::size_t tiles = 0;
  std::uint64_t kernel = 0;
  std::vector<float*> places;

  float* tile(std::size_t place) { return memory.get() + place * Kernel::kTile; }
};

thread_local Scratch scratch;

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

  void run(std::vector<Kernel::Pass>& passes, std::vector<std::pair<std::uint16_t, float>>& constants) {
    for (std::size_t i = 0; i < program_.steps.size(); ++i) {
      const Step& step = program_.steps[i];
      if (step.op == Op::kVariable) {
        place_.push_back(static_cast<std::uint16_t>(step.variable));
      } else if (step.op == Op::kConstant) {
        place_.push_back(fresh());
        constants.emplace_back(place_.back(), static_cast<float>(step.constant));
      } else {
        Kernel::Pass pass{.op = step.op};
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

Kernel::Kernel(Program program)
    : program_(std::move(program)), lowered_(formula::lowered(program_)), number_(next_number()) {
  constexpr std::size_t kMostSteps = 10'000;
  if (program_.steps.size() > kMostSteps) throw std::length_error("the formula is too long");
  Allocation allocation(program_);
  allocation.run(passes_, constants_);
  places_ = allocation.places();
}

void Kernel::run(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count) const {
  // Tiles for the inputs' copies lie behind the others.
  const std::size_t wanted = places_ + inputs.size();
  if (scratch.tiles < wanted) {
    scratch.memory = hwy::AllocateAligned<float>(wanted * kTile);
    scratch.tiles = wanted;
    scratch.kernel = 0;
  }
  if (scratch.kernel != number_) {
    for (const auto& [place, value] : constants_) std::fill_n(scratch.tile(place), kTile, value);
    scratch.kernel = number_;
  }
  std::vector<float*>& places = scratch.places;
  places.resize(places_);
  for (std::size_t i = 0; i < places_; ++i) places[i] = scratch.tile(i);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].is_scalar)
      std::fill_n(places[i], std::min(kTile, (count + kStep - 1) / kStep * kStep), *inputs[i].values);
  }
  for (std::size_t begin = 0; begin < count; begin += kTile) {
    const std::size_t n = std::min(kTile, count - begin);
    const bool is_whole = n % kStep == 0;
    const bool is_rare = !inputs[0].is_scalar && HWY_DYNAMIC_DISPATCH(any_large)(inputs[0].values + begin, n);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i].is_scalar) continue;
      const float* values = inputs[i].values + begin;
      if (!is_whole || is_rare) {
        float* copy = scratch.tile(places_ + i);
        std::fill(std::copy_n(values, n, copy), copy + kTile, 0.0f);
        places[i] = copy;
      } else {
        places[i] = const_cast<float*>(values);  // never written: no pass has an input's place as its target
      }
    }
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      const std::size_t place = inputs.size() + k;
      places[place] = is_whole ? outputs[k] + begin : scratch.tile(place);
    }
    HWY_DYNAMIC_DISPATCH(run_passes)(passes_.data(), passes_.size(), places.data(), n);
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      if (!is_whole) std::copy_n(places[inputs.size() + k], n, outputs[k] + begin);
    }
    if (is_rare) compute_rare(places, outputs, begin, n);
  }
}

void Kernel::compute_rare(const std::vector<float*>& places, std::span<float* const> outputs, std::size_t begin,
                          std::size_t count) const {
  constexpr double kInfinity = 1e100;  // a cube of it is still a number
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

#endif
