#pragma once

#include "models/formula/program.h"

namespace actsweep::formula {

/// Whether an engine has to know an operation itself. These are the primitive operations, and what is asked of them:
///
/// - kConstant, kVariable;
/// - kAdd, kSubtract, kMultiply, kDivide, kNegate, kAbs, kSqrt: as IEEE 754 has them;
/// - kPower, kExp, kExpm1, kLog, kLog1p, kTanh, kErf, kSin, kCos: as pow, exp, … of C;
/// - kNormalCdf: erfc(-a / sqrt(2)) / 2, of which the far tail keeps its digits;
/// - kMin, kMax: NaN where a or b is, which fmin and fmax of C are not;
/// - kIfGreater: c where a > b, else d, but NaN where a or b is.
///
/// All others can be written by them so that no digit is lost and nothing overflows on the way: that is what lowered()
/// does. An engine has them too where a way of its own is faster, as Kernel does.
bool is_primitive(Op op);

/// `op` of the arguments by primitive operations; null where it is one itself.
Expression by_primitives(Op op, const std::vector<Expression>& arguments);

/// A program that is equal to `program`, of operations that are primitive or that the engine knows besides.
Program lowered(const Program& program, bool (*is_known)(Op) = is_primitive);

}  // namespace actsweep::formula
