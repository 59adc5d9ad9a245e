#pragma once

#include "models/formula/program.h"

namespace actsweep::formula {

/// The same program with kMultiplyAdd and kSubtractProduct in place of a product that only a sum or a difference uses:
/// one pass in place of two, and where the CPU has it one rounding.
Program with_multiply_adds(const Program& program);

}  // namespace actsweep::formula
