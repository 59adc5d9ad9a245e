#pragma once

#include <cstdint>
#include <vector>

#include "datasets/dataset.h"

namespace actsweep {

/// The indices, in file order, of the first limit / classes records of each class. If `limit` is not a multiple of
/// `classes`, the first classes keep one more. A class with fewer records keeps all of them, so the result may be
/// shorter than `limit`. Returns all indices if `limit` is 0 or not below the number of records.
std::vector<std::int64_t> first_per_class(const std::vector<Label>& labels, int classes, std::int64_t limit);

/// Indices of records.
struct Split {
  std::vector<std::int64_t> train;
  std::vector<std::int64_t> validation;
};

/// Holds out the last `fraction` (in [0, 1)) of each class for validation, rounded to whole records. `indices` selects
/// the records, in file order; both parts keep that order.
Split hold_out(const std::vector<Label>& labels, int classes, const std::vector<std::int64_t>& indices,
               double fraction);

}  // namespace actsweep
