#pragma once

#include <cmath>
#include <limits>
#include <stdexcept>

#include "models/formula/expression.h"

namespace actsweep::formula {

/// The operations on a type of real numbers: double, long double, or one of higher precision. No intermediate result
/// overflows where the final one does not.
template <typename Real>
struct NumberMath {
  using Value = Real;

  static Real constant(double value) { return Real(value); }

  /// `v(i)` is the i-th argument.
  template <typename Arguments>
  static Real apply(Op op, const Arguments& v) {
    using std::abs, std::acos, std::cos, std::erf, std::erfc, std::exp, std::expm1, std::log, std::log1p, std::pow,
        std::sin, std::sqrt, std::tanh;
    constexpr bool needs_series = std::numeric_limits<Real>::digits <= 64;  // more digits survive the cancellation
    const Real a = v(0);
    switch (op) {
      case Op::kAdd: return a + v(1);
      case Op::kSubtract: return a - v(1);
      case Op::kMultiply: return a * v(1);
      case Op::kDivide: return a / v(1);
      case Op::kNegate: return -a;
      case Op::kPower: return pow(a, v(1));
      case Op::kAbs: return abs(a);
      case Op::kSign: return a > 0 ? Real(1) : a < 0 ? Real(-1) : a;
      case Op::kMin: return is_nan(a) || a < v(1) ? a : v(1);
      case Op::kMax: return is_nan(a) || a > v(1) ? a : v(1);
      case Op::kSqrt: return sqrt(a);
      case Op::kExp: return exp(a);
      case Op::kExpm1: return expm1(a);
      case Op::kLog: return log(a);
      case Op::kLog1p: return log1p(a);
      case Op::kTanh: return tanh(a);
      case Op::kTanhshrink: return needs_series && abs(a) < Real(1e-2) ? tanhshrink_near_zero(a) : a - tanh(a);
      case Op::kSech2: return 4 * decay(2 * a) / square(1 + decay(2 * a));
      case Op::kSigmoid: return (a < 0 ? decay(a) : Real(1)) / (1 + decay(a));
      case Op::kSoftplus: return (a > 0 ? a : Real(0)) + log1p(decay(a));
      case Op::kMishGate: {
        const Real e = decay(a);
        return a < 0 ? e * (e + 2) / (e * (e + 2) + 2) : (1 + 2 * e) / (1 + 2 * e * (1 + e));
      }
      case Op::kMishSlope: {
        const Real e = decay(a);
        return 4 * (1 + e) * (a < 0 ? e / square(e * (e + 2) + 2) : e * e / square(1 + 2 * e * (1 + e)));
      }
      case Op::kMish: return a * apply(Op::kMishGate, v);
      case Op::kMishDerivative: {
        const Real e = decay(a);
        return a < 0 ? e * (4 * (a + 1) + e * (4 * a + 6 + e * (4 + e))) / square(e * (e + 2) + 2)
                     : (1 + e * (4 + e * (4 * a + 6 + e * 4 * (a + 1)))) / square(1 + 2 * e * (1 + e));
      }
      case Op::kSwish: return a * apply(Op::kSigmoid, v);
      case Op::kSwishDerivative: {
        const Real e = decay(a);
        return (a < 0 ? e * (1 + a + e) : 1 + e * (1 + a)) / square(1 + e);
      }
      case Op::kErf: return erf(a);
      case Op::kNormalCdf: return erfc(-a / sqrt(Real(2))) / 2;
      case Op::kGelu: return a * apply(Op::kNormalCdf, v);
      case Op::kGeluDerivative: return apply(Op::kNormalCdf, v) + a * apply(Op::kNormalPdf, v);
      case Op::kNormalPdf: return exp(-a * a / 2) / sqrt(2 * acos(Real(-1)));
      case Op::kSin: return sin(a);
      case Op::kCos: return cos(a);
      case Op::kIfGreater: return is_nan(a) ? a : is_nan(v(1)) ? v(1) : a > v(1) ? v(2) : v(3);
      case Op::kIfAtLeast: return is_nan(a) ? a : is_nan(v(1)) ? v(1) : a >= v(1) ? v(2) : v(3);
      case Op::kConstant:
      case Op::kVariable: break;
    }
    throw std::logic_error("constants and variables are not applied");
  }

 private:
  static bool is_nan(const Real& a) { return a != a; }
  /// The Taylor series; its next term is 1e-13 of it at most.
  static Real tanhshrink_near_zero(const Real& a) {
    const Real z = a * a;
    return a * z *
           (Real(1) / 3 - z * (Real(2) / 15 - z * (Real(17) / 315 - z * (Real(62) / 2835 - z * 1382 / 155925))));
  }
  static Real square(const Real& a) { return a * a; }
  /// exp(-|a|), which cannot overflow.
  static Real decay(const Real& a) {
    using std::abs, std::exp;
    const Real size = abs(a);
    return exp(-size);
  }
};

}  // namespace actsweep::formula
