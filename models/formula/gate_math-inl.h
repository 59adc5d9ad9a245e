// Gates of activation functions and their derivatives for float vectors, where a dedicated function is faster or more
// accurate than composing elementary functions. Like vector_math-inl.h, this file is included once per instruction set,
// and results are accurate to a few units in the last place.

#if defined(ACTSWEEP_GATE_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ACTSWEEP_GATE_MATH_INL_H_
#undef ACTSWEEP_GATE_MATH_INL_H_
#else
#define ACTSWEEP_GATE_MATH_INL_H_
#endif

#include "models/formula/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace actsweep::formula::HWY_NAMESPACE {

// Most are quotients of polynomials in e = exp(x). growth() bounds e so that e^4 does not overflow; beyond the bound,
// the quotients round to 1.

/// tanh(softplus(x)) = n / (n + 2), n = e^2 + 2 e.
HWY_INLINE V mish_gate(V x) {
  const V e = growth(x);
  const V n = hn::Mul(e, hn::Add(e, number(2.0f)));
  return hn::Div(n, hn::Add(n, number(2.0f)));
}

/// The derivative of tanh(softplus(x)), 4 e (1 + e) / (e^2 + 2 e + 2)^2. For positive x, where it decreases, numerator
/// and denominator are divided by e^4.
HWY_INLINE V mish_slope(V x) {
  const auto is_negative = hn::Lt(x, number(0.0f));
  const V e = decay(x);
  const V a = hn::IfThenElse(is_negative, number(1.0f), number(4.0f));
  const V d = hn::IfThenElse(is_negative, number(4.0f), number(1.0f));
  const V c = hn::IfThenElse(is_negative, number(8.0f), number(4.0f));
  const V b = hn::IfThenElse(is_negative, number(4.0f), number(8.0f));
  const V square = hn::MulAdd(hn::MulAdd(hn::MulAdd(hn::MulAdd(a, e, b), e, number(8.0f)), e, c), e, d);
  const V power = hn::Mul(hn::Mul(number(4.0f), e), hn::IfThenElse(is_negative, number(1.0f), e));
  return hn::Div(hn::MulAdd(power, e, power), square);
}

/// (x tanh(softplus(x)))' = e (4 (x + 1) + 4 e^2 + e^3 + e (4 x + 6)) / (e^2 + 2 e + 2)^2 (Misra, arXiv 1908.08681,
/// section 2).
HWY_INLINE V mish_derivative(V x) {
  const V bounded = at_most(20.0f, x);
  const V e = growth(x);
  const V four = number(4.0f);
  const V sum = hn::MulAdd(hn::MulAdd(hn::Add(e, four), e, hn::MulAdd(four, bounded, number(6.0f))), e,
                           hn::MulAdd(four, bounded, four));
  return hn::Div(hn::Mul(e, sum), polynomial(e, 1.0f, 4.0f, 8.0f, 8.0f, 4.0f));
}

/// (x sigmoid(x))' = e (1 + x + e) / (1 + e)^2
HWY_INLINE V swish_derivative(V x) {
  const V e = growth(x);
  const V sum = hn::Add(hn::Add(number(1.0f), at_most(20.0f, x)), e);
  return hn::Div(hn::Mul(e, sum), square_of_one_plus(e));
}

// Derivatives of x g(exp(x)) for functions g with g(0) = 0 and g'(0) = c. For negative x, the two terms of the product
// rule would cancel near the root. They are instead written as c e (1 + x + e r) with e = exp(x) and a remainder r made
// of polynomials: 1 + x is exact near the root, and e r is small.

/// A polynomial in |x| - bound / 2, constant for |x| > bound.
template <typename... Coefficients>
HWY_INLINE V bounded_polynomial(float bound, V x, Coefficients... coefficients) {
  return polynomial(hn::Sub(at_most(bound, hn::Abs(x)), number(bound / 2)), coefficients...);
}

/// x 2 / sqrt(pi), with a constant more precise than a float.
HWY_INLINE V times_two_over_root_pi(V x) { return hn::MulAdd(x, number(0x1.06eba8p-3f), x); }

/// (erf(log(1 + e)) / (c e) - 1) / e, c = 2 / sqrt(pi), for e in [0, 1].
HWY_INLINE V serf_part(V e) {
  return polynomial(e, 0x1.8a2aap-10f, -0x1.8dbdd4p-7f, 0x1.7ed04ap-5f, -0x1.dbca9ep-4f, 0x1.ae4652p-3f,
                    -0x1.2262ecp-2f, 0x1.000496p-2f, -0x1.d3238cp-22f, -0x1p-1f);
}

HWY_INLINE V serf_gate(V x) {
  const V e = decay(x);
  const V negative = hn::Mul(e, times_two_over_root_pi(hn::MulAdd(e, serf_part(e), number(1.0f))));
  const V positive = bounded_polynomial(
      4.0f, x, -0x1.c1e814p-28f, 0x1.044e14p-24f, 0x1.7e2082p-24f, -0x1.7c88c8p-20f, 0x1.ba20ep-22f, 0x1.e9d12cp-17f,
      -0x1.4acab6p-16f, -0x1.490ab2p-14f, 0x1.cff086p-13f, 0x1.afe394p-14f, -0x1.48af8p-10f, 0x1.c44162p-10f,
      0x1.0aefe4p-9f, -0x1.6fd906p-7f, 0x1.457856p-6f, -0x1.405f34p-6f, 0x1.61463ep-7f, 0x1.fea73cp-1f);
  return hn::IfThenElse(hn::Lt(x, number(0.0f)), negative, positive);
}

HWY_INLINE V serf_derivative(V x) {
  const V e = decay(x);
  const V slope = polynomial(e, 0x1.038f44p-6f, -0x1.cb560ep-4f, 0x1.831a4ap-2f, -0x1.a1e822p-1f, 0x1.43069ap0f,
                             -0x1.6b0d06p0f, 0x1.00064ep0f, -0x1.22c1b4p-19f, -0x1p0f);
  const V sum = hn::MulAdd(e, hn::MulAdd(x, slope, serf_part(e)), hn::Add(number(1.0f), x));
  const V negative = hn::Mul(e, times_two_over_root_pi(sum));
  // On [0, 4.5], beyond which the result is 1: even and odd polynomials around the middle. A single polynomial would
  // need degree 21, and its terms would cancel.
  const V t = hn::Sub(at_most(4.5f, hn::Abs(x)), number(2.25f));
  const V z = hn::MulAdd(t, t, number(-2.53125f));
  const V even =
      polynomial(z, -0x1.accedep-28f, 0x1.5c34dep-25f, -0x1.0aa95cp-26f, -0x1.b2e11p-20f, 0x1.3082aep-16f,
                 -0x1.ad379cp-14f, 0x1.c12dfp-14f, 0x1.70287p-9f, -0x1.fd7acp-7f, -0x1.84052cp-5f, 0x1.a82264p-7f);
  const V odd =
      polynomial(z, 0x1.5a2a8cp-31f, 0x1.a5d2dcp-28f, -0x1.2c128ep-23f, 0x1.3df354p-20f, -0x1.861a3p-18f,
                 0x1.4a0204p-19f, 0x1.dcf774p-13f, -0x1.d7aa32p-10f, 0x1.c01014p-9f, 0x1.010892p-5f, -0x1.0a8e9ap-7f);
  const V positive = hn::Add(number(1.0f), hn::MulAdd(t, odd, even));
  return hn::IfThenElse(hn::Lt(x, number(0.0f)), negative, positive);
}

HWY_INLINE V tanhexp_derivative(V x) {
  const V e = decay(x);
  const V z = hn::Mul(e, e);
  const V part = polynomial(z, 0x1.4ad2b2p-13f, -0x1.00a3fp-10f, 0x1.af19d2p-9f, -0x1.1f09f8p-7f, 0x1.661p-6f,
                            -0x1.ba1c2cp-5f, 0x1.11113p-3f, -0x1.555556p-2f);
  const V quotient = hn::MulAdd(z, part, number(1.0f));  // tanh(e) / e
  const V rest = hn::NegMulAdd(x, hn::Mul(quotient, quotient), part);
  const V negative = hn::Mul(e, hn::MulAdd(z, rest, hn::Add(number(1.0f), x)));
  const V positive = bounded_polynomial(
      2.5f, x, 0x1.8095a2p-16f, 0x1.677cdap-13f, -0x1.96d59cp-12f, -0x1.17af2p-9f, 0x1.bef292p-9f, 0x1.77df56p-7f,
      -0x1.36a0f8p-6f, -0x1.104b36p-5f, 0x1.1ecadep-4f, 0x1.6e3d1p-5f, -0x1.57997ep-3f, 0x1.fe1354p-6f, 0x1.bc46e2p-3f,
      -0x1.aefb62p-3f, -0x1.ef0458p-9f, 0x1.d80798p-4f, -0x1.21b752p-4f, 0x1.03ab9p0f);
  return hn::IfThenElse(hn::Lt(x, number(0.0f)), negative, positive);
}

HWY_INLINE V logish_derivative(V x) {
  const V e = decay(x);
  const auto is_negative = hn::Lt(x, number(0.0f));
  const V one = number(1.0f);
  const V rest = polynomial(e, 0x1.078156p-5f, -0x1.89ebcap-3f, 0x1.08ad66p-1f, -0x1.aca1bap-1f, 0x1.dec9f2p-1f,
                            -0x1.981aa6p-1f, 0x1.251568p-1f, -0x1.859c1ep-2f, 0x1.ffb1p-3f, -0x1.5553dcp-3f, 0x1.8p0f);
  const V logarithm = polynomial(e, -0x1.ff02b4p-9f, 0x1.831ccep-6f, -0x1.135c12p-4f, 0x1.fde3eep-4f, -0x1.6fb174p-3f,
                                 0x1.d95c5p-3f, -0x1.2a3a1ep-2f, 0x1.7ff8a8p-2f, -0x1.ffffd8p-2f, 0x1.62e43p-1f);
  // (1 + e) (1 + 2 e) or (1 + e) (2 + e)
  const V square = hn::Mul(hn::IfThenElse(is_negative, hn::Add(e, e), e), e);
  const V product = hn::Add(hn::MulAdd(number(3.0f), e, hn::IfThenElse(is_negative, one, number(2.0f))), square);
  const V quotient = hn::Div(e, product);
  return hn::IfThenElse(is_negative, hn::Mul(quotient, hn::MulAdd(e, rest, hn::Add(one, x))),
                        hn::MulAdd(x, quotient, logarithm));
}

/// e sum / (1 + 3 e + 2.5 e^2)^2 with e = exp(x) and the same sum as in decompose().
HWY_INLINE V smish_derivative(V x) {
  const V e = growth(x);
  const V outer = hn::Add(at_most(20.0f, x), number(1.0f));
  // In terms of 1 + x, which is exact near the root; 3 x would be rounded.
  const V near_outer = hn::MulAdd(number(3.0f), outer, number(1.5f));
  const V near_inner = hn::MulAdd(number(2.0f), outer, number(5.0f));
  const V sum = hn::MulAdd(hn::MulAdd(hn::MulAdd(number(3.75f), e, near_inner), e, near_outer), e, outer);
  return hn::Div(hn::Mul(e, sum), polynomial(e, 6.25f, 15.0f, 14.0f, 6.0f, 1.0f));
}

/// The derivative of x normal_cdf(x), normal_cdf(x) + x normal_pdf(x). Near its root, where the sum would cancel, it is
/// a polynomial times the distance from the root.
HWY_INLINE V gelu_derivative(V x) {
  const V density = number(0x1.988454p-2f);
  const V slope = hn::MulAdd(hn::Mul(x, density), gaussian<2>(x), normal_cdf(x));
  const V scaled = hn::MulAdd(x, density, scaled_tail(x));  // for x < 0
  const V far = hn::IfThenElse(hn::Lt(x, number(0.0f)), hn::Mul(gaussian<2>(x), scaled), slope);
  const V distance = hn::Sub(hn::Add(x, number(0x1.80ead2p-1f)), number(0x1.a03fd4p-27f));
  const V near = hn::Mul(
      distance, polynomial(x, 0x1.cc124ap-14f, 0x1.ba9b2ap-14f, -0x1.eb7526p-9f, -0x1.a9e284p-7f, 0x1.b83b7ap-9f,
                           0x1.b432e4p-5f, -0x1.55156ap-5f, -0x1.e158dap-3f, 0x1.69c7dap-3f, 0x1.54851ap-1f));
  const auto is_near = hn::And(hn::Gt(x, number(-1.3f)), hn::Lt(x, number(0.0f)));
  return hn::IfThenElse(is_near, near, far);
}

}  // namespace actsweep::formula::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
