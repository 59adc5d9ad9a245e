#pragma once

#include "harness/config/product.h"

namespace actsweep {

/// Throws InputError, with the place of the offending value, for a point of a product that violates a constraint
/// (harness/schema/constraint.h) of a component and is not excluded.
void check_combinations(const Schema& schema, const Experiment& experiment, const Product& product);

}  // namespace actsweep
