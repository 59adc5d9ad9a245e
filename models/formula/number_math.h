#pragma once

#include <cmath>
#include <stdexcept>

#include "models/formula/expression.h"

namespace actsweep::formula {

/// The primitive operations (lowering.h) that are written alike for numbers and for tensors. `v(i)` is the i-th
/// argument. Throws std::logic_error for all other operations.
template <typename Value, typename Arguments>
Value apply_alike(Op op, const Arguments& v) {
  using std::abs, std::cos, std::erf, std::exp, std::expm1, std::log, std::log1p, std::pow, std::sin, std::sqrt,
      std::tanh;
  const Value& a = v(0);
  switch (op) {
    case Op::kAdd: return a + v(1);
    case Op::kSubtract: return a - v(1);
    case Op::kMultiply: return a * v(1);
    case Op::kDivide: return a / v(1);
    case Op::kNegate: return -a;
    case Op::kPower: return pow(a, v(1));
    case Op::kAbs: return abs(a);
    case Op::kSqrt: return sqrt(a);
    case Op::kExp: return exp(a);
    case Op::kExpm1: return expm1(a);
    case Op::kLog: return log(a);
    case Op::kLog1p: return log1p(a);
    case Op::kTanh: return tanh(a);
    case Op::kErf: return erf(a);
    case Op::kSin: return sin(a);
    case Op::kCos: return cos(a);
    default: throw std::logic_error("not a primitive operation");
  }
}

/// The primitive operations for a real type: double, long double or a multiprecision type.
template <typename Real>
struct NumberMath {
  using Value = Real;

  static Real constant(double value) { return Real(value); }

  /// Throws std::logic_error if `op` is not primitive.
  template <typename Arguments>
  static Real apply(Op op, const Arguments& v) {
    using std::erfc, std::sqrt;
    const Real a = v(0);
    switch (op) {
      case Op::kMin: return is_nan(a) || a < v(1) ? a : v(1);
      case Op::kMax: return is_nan(a) || a > v(1) ? a : v(1);
      case Op::kNormalCdf: return erfc(-a / sqrt(Real(2))) / 2;
      case Op::kIfGreater: return is_nan(a) ? a : is_nan(v(1)) ? v(1) : a > v(1) ? v(2) : v(3);
      default: return apply_alike<Real>(op, v);
    }
  }

 private:
  static bool is_nan(const Real& a) { return a != a; }
};

}  // namespace actsweep::formula
