// Elementary functions for float vectors. hwy/foreach_target.h includes this file once per instruction set, hence no
// #pragma once.
//
// Each function is accurate to a few units in the last place where its result is a normal number, propagates NaN, and
// computes finite results without intermediate overflow or division by zero. Highway's functions (1.0.3) do not:
// Exp(NaN) is 0, Log1p(inf) is NaN, and erf is missing. Accuracy does not rely on fused multiply-add, which SSE4 lacks.
// The polynomial coefficients come from tools/fixtures/vector_math.sollya.

#if defined(ACTSWEEP_VECTOR_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTSWEEP_VECTOR_MATH_INL_H_
#undef ACTSWEEP_VECTOR_MATH_INL_H_
#else
#define ACTSWEEP_VECTOR_MATH_INL_H_
#endif

#include <hwy/highway.h>

#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace actsweep::formula::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using DI = hn::RebindToSigned<D>;
using V = hn::Vec<D>;
using VI = hn::Vec<DI>;

HWY_INLINE V number(float value) { return hn::Set(D(), value); }
HWY_INLINE VI integer(std::int32_t value) { return hn::Set(DI(), value); }
HWY_INLINE VI bits(V x) { return hn::BitCast(DI(), x); }
HWY_INLINE V from_bits(VI x) { return hn::BitCast(D(), x); }
/// 2^n for n in [-126, 127].
HWY_INLINE V power_of_two(VI n) { return from_bits(hn::ShiftLeft<23>(hn::Add(n, integer(127)))); }

/// `value` in each lane of a vector of type X.
template <typename X>
HWY_INLINE X all(hn::TFromV<X> value) {
  return hn::Set(hn::DFromV<X>(), value);
}

/// Whether Min and Max return their second argument if one is NaN, as on x86.
constexpr bool kMinMaxReturnSecond = HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128;

/// max(bound, x) and min(bound, x), but NaN if x is NaN.
template <typename X>
HWY_INLINE X at_least(hn::TFromV<X> bound, X x) {
  if constexpr (kMinMaxReturnSecond) return hn::Max(all<X>(bound), x);
  return hn::IfThenElse(hn::Lt(x, all<X>(bound)), all<X>(bound), x);
}
template <typename X>
HWY_INLINE X at_most(hn::TFromV<X> bound, X x) {
  if constexpr (kMinMaxReturnSecond) return hn::Min(all<X>(bound), x);
  return hn::IfThenElse(hn::Gt(x, all<X>(bound)), all<X>(bound), x);
}

/// Horner's scheme, the highest coefficient first.
template <typename X, typename... Coefficients>
HWY_INLINE X polynomial(X x, hn::TFromV<X> highest, Coefficients... lower) {
  X sum = all<X>(highest);
  ((sum = hn::MulAdd(sum, x, all<X>(lower))), ...);
  return sum;
}

/// x = n ln 2 + high + low for |x| < 2^15, where |high + low| is at most about ln 2 / 2 and `high` is exact.
struct Reduced {
  V shifted;  ///< n in its lowest bits
  V n, high, low;
};

constexpr float kMagic = 0x1.8p23f;  ///< adding it rounds to an integer and leaves that in the lowest bits

HWY_INLINE Reduced reduce(V x) {
  const V shifted = hn::MulAdd(x, number(0x1.715476p0f), number(kMagic));
  const V n = hn::Sub(shifted, number(kMagic));
  // The high part of ln 2 has 15 bits, so its product with n is exact.
  return {shifted, n, hn::NegMulAdd(n, number(0x1.62e4p-1f), x), hn::Mul(n, number(-0x1.7f7d1cp-20f))};
}

HWY_INLINE VI integer_part(const Reduced& reduced) { return hn::Sub(bits(reduced.shifted), bits(number(kMagic))); }

/// p 2^n, rounded once, for p between 1/2 and 2.
HWY_INLINE V scaled(V p, const Reduced& reduced) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
  return V{_mm512_scalef_ps(p.raw, reduced.n.raw)};
#else
  // In two steps: 2^n may be out of range even if the result is not.
  const VI n = integer_part(reduced), half = hn::ShiftRight<1>(n);
  return hn::Mul(hn::Mul(p, power_of_two(half)), power_of_two(hn::Sub(n, half)));
#endif
}

/// (exp(r) - 1 - r) / r^2 for a reduced argument.
HWY_INLINE V exp_tail(V r) {
  return polynomial(r, 0x1.9e0c28p-13f, 0x1.6d4372p-10f, 0x1.111306p-7f, 0x1.5554fp-5f, 0x1.555554p-3f, 0.5f);
}

/// exp of a reduced argument.
HWY_INLINE V exp_of(const Reduced& reduced) {
  const V r = hn::Add(reduced.high, reduced.low);
  const V sum = hn::Add(number(1.0f), reduced.high);
  const V lost = hn::Sub(reduced.high, hn::Sub(sum, number(1.0f)));  // the part of `high` lost in the sum
  const V rest = hn::MulAdd(hn::Mul(r, r), exp_tail(r), hn::Add(lost, reduced.low));
  return scaled(hn::Add(sum, rest), reduced);
}

/// exp(x + small), where `small` is the low-order part of the argument; |small| < 0.1.
HWY_INLINE V exp_sum(V x, V small) {
  Reduced reduced = reduce(at_least(-104.0f, at_most(89.0f, x)));
  reduced.low = hn::Add(reduced.low, small);
  return exp_of(reduced);
}

HWY_INLINE V exp(V x) { return exp_of(reduce(at_least(-104.0f, at_most(89.0f, x)))); }

/// exp(min(x, 20)), for quotients that round to 1 beyond 20.
HWY_INLINE V growth(V x) { return exp_of(reduce(at_least(-104.0f, at_most(20.0f, x)))); }

/// exp(-|x|)
HWY_INLINE V decay(V x) { return exp_of(reduce(at_least(-104.0f, hn::Neg(hn::Abs(x))))); }

HWY_INLINE V expm1(V x) {
  const Reduced reduced = reduce(at_least(-18.0f, at_most(89.0f, x)));
  const V r = hn::Add(reduced.high, reduced.low);
  const V half = power_of_two(hn::Sub(integer_part(reduced), integer(1)));  // 2^n / 2; 2^n itself overflows for n = 128
  const V sum = hn::MulAdd(half, hn::MulAdd(hn::Mul(r, r), exp_tail(r), r), hn::Sub(half, number(0.5f)));
  return hn::Add(sum, sum);
}

/// log(m 2^k) = log(1 + f) + k ln 2, where m = 1 + f is in [sqrt(1/2), sqrt(2)).
struct Split {
  V f, k;
  VI exponent;
};

HWY_INLINE Split split(V positive) {
  const VI root = integer(0x3f3504f3);  // sqrt(1/2)
  const VI above = hn::Sub(bits(positive), root);
  const VI exponent = hn::ShiftRight<23>(above);
  const V m = from_bits(hn::Add(hn::And(above, integer(0x7fffff)), root));
  return {hn::Sub(m, number(1.0f)), hn::ConvertTo(D(), exponent), exponent};
}

HWY_INLINE V log_of(V f, V k) {
  const V tail = polynomial(f, -0x1.4c628cp-4f, 0x1.0ae6ep-3f, -0x1.0c0eb4p-3f, 0x1.21cd2cp-3f, -0x1.548186p-3f,
                            0x1.99b034p-3f, -0x1.000216p-2f, 0x1.55552ep-2f);
  const V square = hn::Mul(f, f);
  const V low = hn::MulAdd(k, number(0x1.7f7d1cp-20f), hn::Mul(square, hn::MulAdd(f, tail, number(-0.5f))));
  return hn::MulAdd(k, number(0x1.62e4p-1f), hn::Add(f, low));
}

/// `logarithm`, or its limit if `argument` (1 + x for log1p) is not positive, infinite or NaN.
template <typename X>
HWY_INLINE X log_or_limit(X logarithm, X argument) {
  const X zero = all<X>(0), infinity = all<X>(HUGE_VALF);
  const X limit = hn::IfThenElse(hn::Eq(argument, zero), hn::Neg(infinity),
                                 hn::IfThenElse(hn::Lt(argument, zero), all<X>(NAN), argument));
  const auto is_regular = hn::And(hn::Gt(argument, zero), hn::Lt(argument, infinity));
  return hn::IfThenElse(is_regular, logarithm, limit);
}

HWY_INLINE V log(V x) {
  const auto is_subnormal = hn::Lt(x, number(0x1p-126f));
  const Split parts = split(hn::IfThenElse(is_subnormal, hn::Mul(x, number(0x1p23f)), x));
  const V k = hn::Sub(parts.k, hn::IfThenElseZero(is_subnormal, number(23.0f)));
  return log_or_limit(log_of(parts.f, k), x);
}

/// log(1 + x) for x in [0, 1].
HWY_INLINE V log1p_unit(V x) {
  const Split parts = split(hn::Add(number(1.0f), x));
  // Scaling by a power of two is exact, so f does not contain the rounding error of 1 + x.
  const V scale = power_of_two(hn::Neg(parts.exponent));
  return log_of(hn::MulAdd(x, scale, hn::Sub(scale, number(1.0f))), parts.k);
}

HWY_INLINE V log1p(V x) {
  const V sum = hn::Add(number(1.0f), x);
  const Split parts = split(sum);
  const V scale = power_of_two(hn::Neg(hn::Min(parts.exponent, integer(100))));
  const V exact = hn::MulAdd(x, scale, hn::Sub(scale, number(1.0f)));
  const V f = hn::IfThenElse(hn::Gt(x, number(0x1p30f)), parts.f, exact);
  return log_or_limit(log_of(f, parts.k), sum);
}

/// (1 + x)^2
HWY_INLINE V square_of_one_plus(V x) { return hn::MulAdd(x, hn::Add(x, number(2.0f)), number(1.0f)); }

HWY_INLINE V tanh(V x) {
  const V z = hn::Mul(x, x);
  const V tail = polynomial(z, 0x1.d906eap-13f, -0x1.33584cp-10f, 0x1.cb4944p-9f, -0x1.22e00ap-7f, 0x1.669652p-6f,
                            -0x1.ba248cp-5f, 0x1.111146p-3f, -0x1.555556p-2f);
  const V e = decay(hn::Add(x, x));
  const V large = hn::NegMulAdd(number(2.0f), hn::Div(e, hn::Add(number(1.0f), e)), number(1.0f));
  return hn::IfThenElse(hn::Lt(hn::Abs(x), number(0.9f)), hn::MulAdd(hn::Mul(x, z), tail, x), hn::CopySign(large, x));
}

HWY_INLINE V tanhshrink(V x) {
  const V z = hn::Mul(x, x);
  const V p = polynomial(z, -0x1.7cfbfep-19f, 0x1.48999p-15f, -0x1.081b6ap-12f, 0x1.0fe494p-10f, -0x1.a7f4c6p-9f,
                         0x1.1be5d4p-7f, -0x1.65345ep-6f, 0x1.ba01cap-5f, -0x1.11108ep-3f, 0x1.555554p-2f);
  return hn::IfThenElse(hn::Lt(hn::Abs(x), number(1.5f)), hn::Mul(hn::Mul(x, z), p), hn::Sub(x, tanh(x)));
}

HWY_INLINE V sech2(V x) {
  const V e = decay(hn::Add(x, x));
  return hn::Div(hn::Mul(number(4.0f), e), square_of_one_plus(e));
}

HWY_INLINE V sigmoid(V x) {
  const V e = growth(x);
  return hn::Div(e, hn::Add(number(1.0f), e));
}

HWY_INLINE V softplus(V x) { return hn::Add(at_least(0.0f, x), log1p_unit(decay(x))); }

/// exp(-x^2 / divisor) for divisor 1 or 2, with x^2 in more than float precision.
template <int divisor>
HWY_INLINE V gaussian(V x) {
  const V size = hn::Abs(x);
  const V high = from_bits(hn::And(bits(size), integer(~0xfff)));  // its square is exact
  const V low = hn::Mul(hn::Sub(size, high), hn::Add(size, high));
  const V scale = number(-1.0f / divisor);
  const V sum = hn::Mul(hn::Mul(high, high), scale);
  return exp_sum(sum, hn::IfThenElseZero(hn::Gt(sum, number(-120.0f)), hn::Mul(low, scale)));
}

/// A function that decreases like 1 / t for t >= 0: a polynomial in (t - c) / (t + c), divided by t + c.
template <typename X, typename... Coefficients>
HWY_INLINE X tail_quotient(X t, hn::TFromV<X> c, Coefficients... coefficients) {
  const X inverse = hn::Div(all<X>(1), hn::Add(t, all<X>(c)));
  return hn::Mul(polynomial(hn::Mul(hn::Sub(t, all<X>(c)), inverse), coefficients...), inverse);
}

/// exp(t^2) erfc(t) for t in [0, 11].
HWY_INLINE V scaled_erfc(V t) {
  return tail_quotient(t, 2, -0x1.22f14cp-18f, 0x1.23cb72p-14f, 0x1.0e63cp-14f, -0x1.32027ep-11f, -0x1.bbffaap-11f,
                       0x1.903888p-9f, 0x1.a8b77ap-8f, -0x1.604c54p-6f, -0x1.2a8946p-5f, 0x1.1e2dbep-2f,
                       -0x1.5fd386p-1f, 0x1.058672p0f);
}

/// erf(x) / x as a polynomial in x^2, for |x| < 1.
HWY_INLINE V erf_quotient(V z) {
  return polynomial(z, -0x1.12339ep-14f, 0x1.536cecp-12f, -0x1.326364p-10f, 0x1.666f26p-8f, -0x1.b9db28p-6f,
                    0x1.ce4648p-4f, -0x1.8127d4p-2f, 0x1.20dd76p0f);
}

HWY_INLINE V erf(V x) {
  const V size = hn::Abs(x);
  const V small = hn::Mul(x, erf_quotient(hn::Mul(x, x)));
  const V large = hn::NegMulAdd(gaussian<1>(x), scaled_erfc(at_most(11.0f, size)), number(1.0f));
  return hn::IfThenElse(hn::Lt(size, number(1.0f)), small, hn::CopySign(large, x));
}

/// erfc(|x| / sqrt(2)) / (2 gaussian<2>(x)) for |x| up to 15.4, where the Gaussian is 0.
HWY_INLINE V scaled_tail(V x) {
  return tail_quotient(at_most(15.4f, hn::Abs(x)), 3, -0x1.30e218p-15f, -0x1.53b17p-19f, 0x1.5da83cp-13f,
                       -0x1.59e008p-13f, -0x1.1115c6p-10f, 0x1.01b1dep-10f, 0x1.c8ba84p-8f, -0x1.5683a2p-7f,
                       -0x1.832c8ep-5f, 0x1.d71304p-3f, -0x1.04c72ap-1f, 0x1.754a76p-1f);
}

/// erfc(-x / sqrt(2)) / 2
HWY_INLINE V normal_cdf(V x) {
  const V near =
      hn::MulAdd(hn::Mul(x, number(0x1.6a09e6p-2f)), erf_quotient(hn::Mul(hn::Mul(x, x), number(0.5f))), number(0.5f));
  const V tail = hn::Mul(gaussian<2>(x), scaled_tail(x));
  const V far = hn::IfThenElse(hn::Lt(x, number(0.0f)), tail, hn::Sub(number(1.0f), tail));
  return hn::IfThenElse(hn::Lt(hn::Abs(x), number(0.6f)), near, far);
}

HWY_INLINE V normal_pdf(V x) { return hn::Mul(number(0x1.988454p-2f), gaussian<2>(x)); }

/// sin(x + quarters * pi / 2)
HWY_INLINE V sine(V x, std::int32_t quarters) {
  const V magic = number(0x1.8p23f);
  const V shifted = hn::MulAdd(x, number(0x1.45f306p-1f), magic);
  const V n = hn::Sub(shifted, magic);
  // All parts of pi/2 but the last have 13 bits, so their products with n are exact for |x| <= 2000.
  V r = hn::NegMulAdd(n, number(0x1.921p0f), x);
  r = hn::NegMulAdd(n, number(0x1.f6ap-13f), r);
  r = hn::NegMulAdd(n, number(0x1.110b46p-26f), r);
  const V z = hn::Mul(r, r);
  const V odd =
      hn::MulAdd(hn::Mul(r, z), polynomial(z, 0x1.77e21p-19f, -0x1.a04866p-13f, 0x1.111164p-7f, -0x1.555556p-3f), r);
  const V even = hn::MulAdd(
      z, hn::MulAdd(z, polynomial(z, 0x1.99e914p-16f, -0x1.6c0c2ap-10f, 0x1.55554ap-5f), number(-0.5f)), number(1.0f));
  const VI quadrant = hn::Add(hn::Sub(bits(shifted), bits(magic)), integer(quarters));
  const auto is_even = hn::Eq(hn::And(quadrant, integer(1)), integer(0));
  const V value = hn::IfThenElse(hn::RebindMask(D(), is_even), odd, even);
  return hn::Xor(value, from_bits(hn::ShiftLeft<30>(hn::And(quadrant, integer(2)))));
}

/// Applies f lane by lane in double precision, for rare cases or functions without a vector form.
template <typename F, typename X>
HWY_NOINLINE X by_lane(F f, X a, X b) {
  using T = hn::TFromV<X>;
  const hn::DFromV<X> d;
  HWY_ALIGN T x[hn::MaxLanes(d)], y[hn::MaxLanes(d)];
  hn::Store(a, d, x);
  hn::Store(b, d, y);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) x[i] = static_cast<T>(f(double{x[i]}, double{y[i]}));
  return hn::Load(d, x);
}

HWY_INLINE V sin(V x) {
  if (HWY_UNLIKELY(!hn::AllTrue(D(), hn::Le(hn::Abs(x), number(2000.0f))))) {
    return by_lane([](double a, double) { return std::sin(a); }, x, x);
  }
  return sine(x, 0);
}

HWY_INLINE V cos(V x) {
  if (HWY_UNLIKELY(!hn::AllTrue(D(), hn::Le(hn::Abs(x), number(2000.0f))))) {
    return by_lane([](double a, double) { return std::cos(a); }, x, x);
  }
  return sine(x, 1);
}

}  // namespace actsweep::formula::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
