#pragma once

#include "models/formula/program.h"

namespace actsweep::formula {

/// Whether every engine must implement an operation itself. The primitive operations are:
///
/// - kConstant, kVariable;
/// - kAdd, kSubtract, kMultiply, kDivide, kNegate, kAbs, kSqrt: as in IEEE 754;
/// - kPower, kExp, kExpm1, kLog, kLog1p, kTanh, kErf, kSin, kCos: like pow, exp, … in C;
/// - kNormalCdf: erfc(-a / sqrt(2)) / 2, accurate far into the tail;
/// - kMin, kMax: NaN if a or b is NaN, unlike fmin and fmax in C;
/// - kIfGreater: c if a > b, else d, but NaN if a or b is NaN.
///
/// lowered() expresses all others in terms of these, without loss of precision or intermediate overflow. An engine may
/// also implement other operations directly for speed, as Kernel does.
bool is_primitive(Op op);

/// `op` in terms of primitive operations; null if it is primitive.
Expression decompose(Op op, const std::vector<Expression>& arguments);

/// An equal program that uses only operations with `is_supported`.
Program lowered(const Program& program, bool (*is_supported)(Op) = is_primitive);

/// Fuses each product that is used only by one sum or difference into kMultiplyAdd or kSubtractProduct: one pass
/// instead of two, and a single rounding if the CPU supports it.
Program with_multiply_adds(const Program& program);

}  // namespace actsweep::formula
