#include "models/formula/passes.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <type_traits>

#include "models/formula/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/formula/passes.cc"
// clang-format off
#include <hwy/foreach_target.h>
// clang-format on

#include "models/formula/gate_math-inl.h"
#include "models/formula/wide_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace actsweep::formula::HWY_NAMESPACE {

/// Processes two vectors at a time, which hides most of an operation's latency.
template <typename T, typename F, typename... Sources>
HWY_INLINE void map(std::size_t count, T* to, F f, const Sources*... from) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < count; i += 2 * lanes) {
    const auto a = f(hn::LoadU(d, from + i)...);
    const auto b = f(hn::LoadU(d, from + i + lanes)...);
    hn::StoreU(a, d, to + i);
    hn::StoreU(b, d, to + i + lanes);
  }
}

/// Applies f and g to the same values. The compiler computes common subexpressions once.
template <typename F, typename G>
HWY_INLINE void map_pair(std::size_t count, float* to, float* second, F f, G g, const float* from) {
  const std::size_t lanes = hn::Lanes(D());
  for (std::size_t i = 0; i < count; i += lanes) {
    const V x = hn::LoadU(D(), from + i);
    hn::StoreU(f(x), D(), to + i);
    hn::StoreU(g(x), D(), second + i);
  }
}

/// The array of a slot; a scalar is broadcast to `buffer`.
template <typename T>
HWY_INLINE const T* as_array(std::size_t count, const Slot<T>& slot, T* buffer) {
  if (slot.is_scalar) std::fill_n(buffer, count, *slot.values);
  return slot.is_scalar ? buffer : slot.values;
}

// Most passes are bound by loads, so these overloads keep scalars in registers.

template <typename T, typename F>
HWY_INLINE void map_two(std::size_t count, T* to, F f, const Slot<T>& a, const Slot<T>& b) {
  using X = hn::Vec<hn::ScalableTag<T>>;
  const X of_a = all<X>(*a.values), of_b = all<X>(*b.values);
  if (b.is_scalar && !a.is_scalar)
    return map(
        count, to, [=](X x) { return f(x, of_b); }, a.values);
  if (a.is_scalar && !b.is_scalar)
    return map(
        count, to, [=](X y) { return f(of_a, y); }, b.values);
  if (!a.is_scalar) return map(count, to, f, a.values, b.values);
  map(
      count, to, [=](X x) { return f(x, of_b); }, as_array(count, a, to));
}

/// f(a, b, c), symmetric in a and b.
template <typename T, typename F>
HWY_INLINE void map_product(std::size_t count, T* to, F f, const Slot<T>& first, const Slot<T>& second,
                            const Slot<T>& c) {
  using X = hn::Vec<hn::ScalableTag<T>>;
  const Slot<T>& a = first.is_scalar ? second : first;
  const Slot<T>& b = first.is_scalar ? first : second;
  const X of_b = all<X>(*b.values), of_c = all<X>(*c.values);
  T buffer[Kernel::kMaxTile];
  const T* const as = as_array(count, a, buffer);  // both are rarely scalars
  if (b.is_scalar && c.is_scalar)
    return map(
        count, to, [=](X x) { return f(x, of_b, of_c); }, as);
  if (b.is_scalar)
    return map(
        count, to, [=](X x, X z) { return f(x, of_b, z); }, as, c.values);
  if (c.is_scalar)
    return map(
        count, to, [=](X x, X y) { return f(x, y, of_c); }, as, b.values);
  map(count, to, f, as, b.values, c.values);
}

/// f(x, c, e), where c and e may be scalars.
template <typename T, typename F>
HWY_INLINE void map_branches(std::size_t count, T* to, F f, const T* x, const Slot<T>& c, const Slot<T>& e) {
  using X = hn::Vec<hn::ScalableTag<T>>;
  const X of_c = all<X>(*c.values), of_e = all<X>(*e.values);
  if (c.is_scalar && e.is_scalar)
    return map(
        count, to, [=](X v) { return f(v, of_c, of_e); }, x);
  if (c.is_scalar)
    return map(
        count, to, [=](X v, X q) { return f(v, of_c, q); }, x, e.values);
  if (e.is_scalar)
    return map(
        count, to, [=](X v, X p) { return f(v, p, of_e); }, x, c.values);
  map(count, to, f, x, c.values, e.values);
}

/// f(a, b, c, e), which selects c or e depending on a and b.
template <typename T, typename F>
HWY_INLINE void map_choice(std::size_t count, T* to, F f, const Slot<T>& a, const Slot<T>& b, const Slot<T>& c,
                           const Slot<T>& e) {
  using X = hn::Vec<hn::ScalableTag<T>>;
  const X of_a = all<X>(*a.values), of_b = all<X>(*b.values);
  if (b.is_scalar && !a.is_scalar) {
    return map_branches(
        count, to, [=](X x, X p, X q) { return f(x, of_b, p, q); }, a.values, c, e);
  }
  if (a.is_scalar && !b.is_scalar) {
    return map_branches(
        count, to, [=](X y, X p, X q) { return f(of_a, y, p, q); }, b.values, c, e);
  }
  T buffers[4][Kernel::kMaxTile];
  map(count, to, f, as_array(count, a, buffers[0]), as_array(count, b, buffers[1]), as_array(count, c, buffers[2]),
      as_array(count, e, buffers[3]));
}

template <typename X>
HWY_INLINE X nan_or(X a, X b, X otherwise) {
  return hn::IfThenElse(hn::And(hn::Eq(a, a), hn::Eq(b, b)), otherwise, all<X>(NAN));
}

HWY_INLINE V sign(V x) {
  return hn::IfThenElse(hn::Eq(x, number(0.0f)), x, nan_or(x, x, hn::CopySign(number(1.0f), x)));
}

/// Operations without double vectors.
HWY_INLINE void run_composite(const Pass& pass, const Slot<float>* slots, std::size_t n) {
  float* const to = slots[pass.to].values;
  const float* const from = as_array(n, slots[pass.from[0]], to);
  const auto unary = [&](auto f) { map(n, to, f, from); };
  const auto paired = [&](auto f, auto g) {
    if (!pass.is_pair) return map(n, to, f, from);
    map_pair(n, to, slots[pass.second].values, f, g, from);
  };
  switch (pass.op) {
    case Op::kSign: return unary([](V x) { return sign(x); });
    case Op::kTanhshrink: return unary([](V x) { return tanhshrink(x); });
    case Op::kSoftplus: return unary([](V x) { return softplus(x); });
    case Op::kMishGate: return unary([](V x) { return mish_gate(x); });
    case Op::kMishSlope: return unary([](V x) { return mish_slope(x); });
    case Op::kMish: return paired([](V x) { return hn::Mul(x, mish_gate(x)); }, [](V x) { return mish_derivative(x); });
    case Op::kMishDerivative: return unary([](V x) { return mish_derivative(x); });
    case Op::kSerfGate: return paired([](V x) { return serf_gate(x); }, [](V x) { return serf_derivative(x); });
    case Op::kSerfDerivative: return unary([](V x) { return serf_derivative(x); });
    case Op::kTanhexpDerivative: return unary([](V x) { return tanhexp_derivative(x); });
    case Op::kLogishDerivative: return unary([](V x) { return logish_derivative(x); });
    case Op::kSmishDerivative: return unary([](V x) { return smish_derivative(x); });
    case Op::kSwish: return paired([](V x) { return hn::Mul(x, sigmoid(x)); }, [](V x) { return swish_derivative(x); });
    case Op::kSwishDerivative: return unary([](V x) { return swish_derivative(x); });
    case Op::kGelu:
      return paired([](V x) { return hn::Mul(x, normal_cdf(x)); }, [](V x) { return gelu_derivative(x); });
    case Op::kGeluDerivative: return unary([](V x) { return gelu_derivative(x); });
    case Op::kNormalPdf: return unary([](V x) { return normal_pdf(x); });
    default: HWY_ABORT("operation without float vectors");
  }
}

template <typename T>
HWY_NOINLINE void run_pass(const Pass& pass, const Slot<T>* slots, std::size_t n) {
  using X = hn::Vec<hn::ScalableTag<T>>;
  T* const to = slots[pass.to].values;
  const Slot<T>& a = slots[pass.from[0]];
  const Slot<T>& b = slots[pass.from[1]];
  const auto unary = [&](auto f) { map(n, to, f, as_array(n, a, to)); };
  const auto binary = [&](auto f) { map_two(n, to, f, a, b); };
  const auto product = [&](auto f) { map_product(n, to, f, a, b, slots[pass.from[2]]); };
  const auto choice = [&](auto f) { map_choice(n, to, f, a, b, slots[pass.from[2]], slots[pass.from[3]]); };
  switch (pass.op) {
    case Op::kAdd: return binary([](X x, X y) { return hn::Add(x, y); });
    case Op::kSubtract: return binary([](X x, X y) { return hn::Sub(x, y); });
    case Op::kMultiply: return binary([](X x, X y) { return hn::Mul(x, y); });
    case Op::kDivide: return binary([](X x, X y) { return hn::Div(x, y); });
    case Op::kMultiplyAdd: return product([](X x, X y, X z) { return hn::MulAdd(x, y, z); });
    case Op::kSubtractProduct: return product([](X x, X y, X z) { return hn::NegMulAdd(x, y, z); });
    case Op::kNegate: return unary([](X x) { return hn::Neg(x); });
    case Op::kPower: return binary([](X x, X y) { return power(x, y); });
    case Op::kAbs: return unary([](X x) { return hn::Abs(x); });
    case Op::kMin: return binary([](X x, X y) { return nan_or(x, y, hn::Min(x, y)); });
    case Op::kMax: return binary([](X x, X y) { return nan_or(x, y, hn::Max(x, y)); });
    case Op::kSqrt: return unary([](X x) { return hn::Sqrt(x); });
    case Op::kExp: return unary([](X x) { return exp(x); });
    case Op::kExpm1: return unary([](X x) { return expm1(x); });
    case Op::kLog: return unary([](X x) { return log(x); });
    case Op::kLog1p: return unary([](X x) { return log1p(x); });
    case Op::kTanh: return unary([](X x) { return tanh(x); });
    case Op::kSech2: return unary([](X x) { return sech2(x); });
    case Op::kSigmoid: return unary([](X x) { return sigmoid(x); });
    case Op::kSwish:
      if constexpr (std::is_same_v<T, float>) {
        if (pass.is_pair) return run_composite(pass, slots, n);
      }
      return unary([](X x) { return hn::Mul(x, sigmoid(x)); });
    case Op::kErf: return unary([](X x) { return erf(x); });
    case Op::kNormalCdf: return unary([](X x) { return normal_cdf(x); });
    case Op::kSin: return unary([](X x) { return sin(x); });
    case Op::kCos: return unary([](X x) { return cos(x); });
    case Op::kIfGreater:
      return choice([](X x, X y, X p, X q) { return nan_or(x, y, hn::IfThenElse(hn::Gt(x, y), p, q)); });
    case Op::kIfAtLeast:
      return choice([](X x, X y, X p, X q) { return nan_or(x, y, hn::IfThenElse(hn::Ge(x, y), p, q)); });
    case Op::kVariable: return unary([](X x) { return x; });  // a result that is an input or a constant
    default:
      if constexpr (std::is_same_v<T, float>) {
        run_composite(pass, slots, n);
      } else {
        HWY_ABORT("program is not lowered");
      }
  }
}

template <typename T>
HWY_INLINE void run_all(std::span<const Pass> passes, Slot<T>* slots, std::size_t n) {
  const std::size_t step = 2 * hn::Lanes(hn::ScalableTag<T>());
  n = (n + step - 1) / step * step;
  for (const Pass& pass : passes) {
    const std::span from(pass.from, pass.count);
    const bool is_scalar =
        !pass.is_output && std::all_of(from.begin(), from.end(), [&](auto k) { return slots[k].is_scalar; });
    run_pass(pass, slots, is_scalar ? step : n);
    slots[pass.to].is_scalar = is_scalar;
    if (pass.is_pair) slots[pass.second].is_scalar = is_scalar;
  }
}

void run_float(std::span<const Pass> passes, Slot<float>* slots, std::size_t n) { run_all(passes, slots, n); }
void run_double(std::span<const Pass> passes, Slot<double>* slots, std::size_t n) { run_all(passes, slots, n); }

void widen(const float* from, std::size_t n, double limit, double* to) {
  const hn::Rebind<float, DW> part;
  const std::size_t lanes = hn::Lanes(DW());
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(at_least(-limit, at_most(limit, hn::PromoteTo(DW(), hn::LoadU(part, from + i)))), DW(), to + i);
  }
  for (; i < n; ++i) to[i] = std::isnan(from[i]) ? from[i] : std::clamp<double>(from[i], -limit, limit);
}

// Vectorized by the compiler: without vectors, Highway converts infinity to the largest float.
void narrow(const double* from, std::size_t n, float* to) {
  for (std::size_t i = 0; i < n; ++i) to[i] = static_cast<float>(from[i]);
}

// Vectorized by the compiler.
void widen_bf16(const std::uint16_t* from, std::size_t n, float* to) {
  for (std::size_t i = 0; i < n; ++i) to[i] = std::bit_cast<float>(std::uint32_t{from[i]} << 16);
}

void round_to_bf16(const float* from, std::size_t n, std::uint16_t* to) {
  constexpr std::uint32_t kInfinity = 0x7f800000, kMagnitude = 0x7fffffff, kQuietNan = 0x7fc0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto bits = std::bit_cast<std::uint32_t>(from[i]);
    const std::uint32_t nearest = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
    to[i] = static_cast<std::uint16_t>((bits & kMagnitude) > kInfinity ? kQuietNan : nearest);
  }
}

bool any_at_least(float bound, const float* values, std::size_t n) {
  const std::size_t lanes = hn::Lanes(D());
  auto any = hn::Lt(number(0.0f), number(0.0f));
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    any = hn::Or(any, hn::Ge(hn::Abs(hn::LoadU(D(), values + i)), number(bound)));
  }
  bool found = !hn::AllFalse(D(), any);
  for (; i < n; ++i) found = found || std::fabs(values[i]) >= bound;
  return found;
}

}  // namespace actsweep::formula::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace actsweep::formula {
namespace {

HWY_EXPORT(run_float);
HWY_EXPORT(run_double);
HWY_EXPORT(any_at_least);
HWY_EXPORT(widen);
HWY_EXPORT(narrow);
HWY_EXPORT(widen_bf16);
HWY_EXPORT(round_to_bf16);

}  // namespace

void run_passes(std::span<const Pass> passes, Slot<float>* slots, std::size_t n) {
  HWY_DYNAMIC_DISPATCH(run_float)(passes, slots, n);
}

bool is_pair(Op first, Op second) {
  switch (first) {
    case Op::kMish: return second == Op::kMishDerivative;
    case Op::kSwish: return second == Op::kSwishDerivative;
    case Op::kGelu: return second == Op::kGeluDerivative;
    case Op::kSerfGate: return second == Op::kSerfDerivative;
    default: return false;
  }
}

bool has_double_vectors(Op op) {
  return op == Op::kSech2 || op == Op::kSigmoid || op == Op::kSwish || op == Op::kIfAtLeast;
}

void run_passes(std::span<const Pass> passes, Slot<double>* slots, std::size_t n) {
  HWY_DYNAMIC_DISPATCH(run_double)(passes, slots, n);
}

bool any_at_least(float bound, const float* values, std::size_t n) {
  return HWY_DYNAMIC_DISPATCH(any_at_least)(bound, values, n);
}

void widen(const float* from, std::size_t n, double limit, double* to) {
  HWY_DYNAMIC_DISPATCH(widen)(from, n, limit, to);
}

void narrow(const double* from, std::size_t n, float* to) { HWY_DYNAMIC_DISPATCH(narrow)(from, n, to); }

void widen_bf16(const std::uint16_t* from, std::size_t n, float* to) { HWY_DYNAMIC_DISPATCH(widen_bf16)(from, n, to); }

void round_to_bf16(const float* from, std::size_t n, std::uint16_t* to) {
  HWY_DYNAMIC_DISPATCH(round_to_bf16)(from, n, to);
}

}  // namespace actsweep::formula

#endif
