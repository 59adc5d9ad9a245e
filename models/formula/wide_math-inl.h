// Elementary functions for double vectors whose results are rounded to float. A relative error of about 1e-10 makes
// them faster than the library's. Like vector_math-inl.h, this file is included once per instruction set, its functions
// propagate NaN, and the polynomial coefficients come from tools/fixtures/vector_math.sollya.

#if defined(ACTSWEEP_WIDE_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTSWEEP_WIDE_MATH_INL_H_
#undef ACTSWEEP_WIDE_MATH_INL_H_
#else
#define ACTSWEEP_WIDE_MATH_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>

#include "models/formula/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace actsweep::formula::HWY_NAMESPACE {

using DW = hn::ScalableTag<double>;
using DWU = hn::RebindToUnsigned<DW>;
using W = hn::Vec<DW>;
using WU = hn::Vec<DWU>;

/// For smaller |x|, 1 + x loses too many digits of x, and the first terms of a series are accurate enough.
constexpr double kNearZero = 1e-5;

HWY_INLINE W unless_near_zero(W x, W series, W otherwise) {
  return hn::IfThenElse(hn::Lt(hn::Abs(x), all<W>(kNearZero)), series, otherwise);
}

/// Less than 1e-307 instead of 0 and more than 1e307 instead of infinity, which round to the same float.
HWY_INLINE W exp(W x) {
  const W in_range = at_least(-708, at_most(708, x));
  const W magic = all<W>(0x1.8p52);  // adding it rounds to an integer and leaves that in the lowest bits
  const W shifted = hn::MulAdd(in_range, all<W>(0x1.71547652b82fep0), magic);
  const W n = hn::Sub(shifted, magic);
  const W r = hn::NegMulAdd(n, all<W>(0x1.62e42fefa39efp-1), in_range);
  const W tail = polynomial(r, 0x1.a003a76fb5eccp-16, 0x1.a16f56ab71fc8p-13, 0x1.6c1766b44940ep-10,
                            0x1.1110b2292135ap-7, 0x1.555554f3828f9p-5, 0x1.555555734cd51p-3, 0x1.0000000017121p-1);
  const W p = hn::Add(all<W>(1), hn::MulAdd(hn::Mul(r, r), tail, r));
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
  return W{_mm512_scalef_pd(p.raw, n.raw)};
#else
  const WU exponent = hn::Add(hn::BitCast(DWU(), shifted), all<WU>(1023));
  return hn::Mul(p, hn::BitCast(DW(), hn::ShiftLeft<52>(exponent)));
#endif
}

HWY_INLINE W expm1(W x) {
  return unless_near_zero(x, hn::MulAdd(hn::Mul(x, x), all<W>(0.5), x), hn::Sub(exp(x), all<W>(1)));
}

HWY_INLINE W log(W x) {
  // x = m 2^k, where m = 1 + f is in [sqrt(1/2), sqrt(2)).
  const WU root = all<WU>(0x3fe6a09e667f3bcd);  // sqrt(1/2)
  const WU above = hn::Add(hn::BitCast(DWU(), x), hn::Sub(all<WU>(0x3ff0000000000000), root));
  const W m = hn::BitCast(DW(), hn::Add(hn::And(above, all<WU>(0xfffffffffffff)), root));
  // Combined with the bits of 2^52, the exponent becomes a double without a conversion, which SSE4 and AVX2 lack.
  const WU biased = hn::Or(hn::ShiftRight<52>(above), all<WU>(0x4330000000000000));
  const W k = hn::Sub(hn::BitCast(DW(), biased), all<W>(0x1p52 + 1023));
  const W f = hn::Sub(m, all<W>(1));
  const W tail = polynomial(f, 0x1.b96c5d76e8fdp-5, -0x1.941693a008177p-4, 0x1.9926f73b32eb5p-4, -0x1.967e58e4c25d4p-4,
                            0x1.c328d2de2bfcbp-4, -0x1.ffee3a39c44d6p-4, 0x1.24a9ba87c193p-3, -0x1.555651f74ae75p-3,
                            0x1.99992215810d8p-3, -0x1.fffffc12a03e2p-3, 0x1.555555b5c9517p-2);
  const W part = hn::MulAdd(hn::Mul(f, f), hn::MulAdd(f, tail, all<W>(-0.5)), f);
  return log_or_limit(hn::MulAdd(k, all<W>(0x1.62e42fefa39efp-1), part), x);
}

HWY_INLINE W log1p(W x) {
  return unless_near_zero(x, hn::NegMulAdd(hn::Mul(x, x), all<W>(0.5), x), log(hn::Add(all<W>(1), x)));
}

HWY_INLINE W tanh(W x) {
  const W e = exp(hn::Mul(all<W>(-2), hn::Abs(x)));
  const W far = hn::Div(hn::Sub(all<W>(1), e), hn::Add(all<W>(1), e));
  return unless_near_zero(x, x, hn::CopySign(far, x));
}

HWY_INLINE W sech2(W x) {
  const W e = exp(hn::Mul(all<W>(-2), hn::Abs(x)));
  const W sum = hn::Add(all<W>(1), e);
  return hn::Div(hn::Mul(all<W>(4), e), hn::Mul(sum, sum));
}

HWY_INLINE W sigmoid(W x) { return hn::Div(all<W>(1), hn::Add(all<W>(1), exp(hn::Neg(x)))); }

/// x times a polynomial in x^2; beyond |x| = 4.7, erf rounds to 1 as a float.
HWY_INLINE W erf(W x) {
  const W in_range = at_least(-4.7, at_most(4.7, x));
  const W u = hn::MulAdd(hn::Mul(in_range, in_range), all<W>(2 / (4.7 * 4.7)), all<W>(-1));
  return hn::Mul(in_range,
                 polynomial(u, 0x1.4f3790271c929p-13, -0x1.a164380e61ec5p-12, -0x1.b4b0c9041f6b2p-18,
                            0x1.1eeddfa195decp-12, 0x1.613b2cc1c47bap-10, -0x1.899425bf36566p-9, 0x1.75d7b4dedd103p-9,
                            -0x1.0cb968b8f88dp-8, 0x1.12baa4bea634dp-7, -0x1.adc186a1f0903p-7, 0x1.250ddd1d1aab1p-6,
                            -0x1.8e2ee7f2f08b2p-6, 0x1.070fc2f68452fp-5, -0x1.49c1b0090c97fp-5, 0x1.8c52b1e95c3a1p-5,
                            -0x1.cdcefe6718426p-5, 0x1.0704bdbbc2116p-4, -0x1.281f7561cc0ffp-4, 0x1.4e1b4971ddf1bp-4,
                            -0x1.80340d6a7df0dp-4, 0x1.cdf1c2e986692p-4, -0x1.341948e8575cbp-3, 0x1.341e01f08331p-2));
}

/// erfc(-x / sqrt(2)) / 2; less than 1e-52 where x is less than -15.4.
HWY_INLINE W normal_cdf(W x) {
  const W size = at_most(15.4, hn::Abs(x));
  const W gaussian = exp(hn::Mul(all<W>(-0.5), hn::Mul(size, size)));
  const W tail = hn::Mul(gaussian, tail_quotient(size, 3, -0x1.bca43ed7269e1p-19, -0x1.059535a2ac68bp-16,
                                                 -0x1.695f2dd116369p-17, 0x1.3ee029bdbf607p-14, 0x1.3f81134032545p-13,
                                                 -0x1.0c42aea426dep-12, -0x1.11fa17c813912p-10, 0x1.0d59b8311ee3p-10,
                                                 0x1.c8f3560cf988dp-8, -0x1.56d8d41af86cep-7, -0x1.832dbb71c37e9p-5,
                                                 0x1.d71387bd54f84p-3, -0x1.04c7295b7f90ep-1, 0x1.754a751a5ba4cp-1));
  return hn::IfThenElse(hn::Lt(x, all<W>(0)), tail, hn::Sub(all<W>(1), tail));
}

/// hn::Sin and hn::Cos are valid for |x| up to 39000.
HWY_INLINE bool is_far(W x) { return !hn::AllTrue(DW(), hn::Le(hn::Abs(x), all<W>(39000))); }

HWY_INLINE W sin(W x) {
  if (HWY_UNLIKELY(is_far(x))) return by_lane([](double a, double) { return std::sin(a); }, x, x);
  return hn::Sin(DW(), x);
}

HWY_INLINE W cos(W x) {
  if (HWY_UNLIKELY(is_far(x))) return by_lane([](double a, double) { return std::cos(a); }, x, x);
  return hn::Cos(DW(), x);
}

/// Uses exp and log where they are accurate enough; computing lane by lane takes ten times as long.
HWY_INLINE W power(W a, W b) {
  const auto is_three_halves = hn::And(hn::Eq(b, all<W>(1.5)), hn::Ge(a, all<W>(0)));
  if (hn::AllTrue(DW(), is_three_halves)) return hn::Mul(a, hn::Sqrt(a));
  const W exponent = hn::Mul(b, log(a));
  if (HWY_LIKELY(hn::AllTrue(DW(), hn::Le(hn::Abs(exponent), all<W>(80))))) return exp(exponent);
  return by_lane([](double x, double y) { return std::pow(x, y); }, a, b);
}

HWY_INLINE V power(V a, V b) {
  const hn::Rebind<float, DW> part;
  HWY_ALIGN float x[hn::MaxLanes(D())], y[hn::MaxLanes(D())];
  HWY_ALIGN double wide[hn::MaxLanes(D())];
  hn::Store(a, D(), x);
  hn::Store(b, D(), y);
  for (std::size_t i = 0; i < hn::Lanes(D()); i += hn::Lanes(DW())) {
    hn::Store(power(hn::PromoteTo(DW(), hn::Load(part, x + i)), hn::PromoteTo(DW(), hn::Load(part, y + i))), DW(),
              wide + i);
  }
  // Without vectors, Highway converts infinity to the largest float.
  for (std::size_t i = 0; i < hn::Lanes(D()); ++i) x[i] = static_cast<float>(wide[i]);
  return hn::Load(D(), x);
}

}  // namespace actsweep::formula::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
