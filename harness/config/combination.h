#pragma once

#include "harness/config/product.h"

namespace actsweep {

/// Throws InputError for a point of a product, not excluded, that a component refuses (harness/schema/constraint.h),
/// with the place of the value to blame.
void check_combinations(const Schema& schema, const Experiment& experiment, const Product& product);

}  // namespace actsweep
