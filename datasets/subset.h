#pragma once

#include <cstdint>
#include <vector>

#include "datasets/dataset.h"

namespace actsweep {

/// The indices, in file order, of the first limit / classes records of each class; where `limit` is no multiple of
/// `classes`, the first classes keep one record more. All records for a limit of 0, and for one that the data set does
/// not exceed. A class with fewer records than its share keeps them all, so that less than `limit` may be left.
std::vector<std::int64_t> first_per_class(const std::vector<Label>& labels, int classes, std::int64_t limit);

struct Split {
  std::vector<std::int64_t> train;
  std::vector<std::int64_t> validation;
};

/// Holds out, of the records in `indices` (in file order), the last `fraction` (0 or more, less than 1) of each class,
/// rounded to whole records. Both parts stay in file order.
Split hold_out(const std::vector<Label>& labels, int classes, const std::vector<std::int64_t>& indices,
               double fraction);

}  // namespace actsweep
