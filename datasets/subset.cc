#include "datasets/subset.h"

#include <cmath>
#include <numeric>

namespace actsweep {
namespace {

std::size_t label_of(const std::vector<Label>& labels, std::int64_t index) {
  return labels.at(static_cast<std::size_t>(index));
}

}  // namespace

std::vector<std::int64_t> first_per_class(const std::vector<Label>& labels, int classes, std::int64_t limit) {
  std::vector<std::int64_t> all(labels.size());
  std::iota(all.begin(), all.end(), 0);
  if (limit <= 0 || limit >= static_cast<std::int64_t>(labels.size())) return all;

  std::vector<std::int64_t> left(static_cast<std::size_t>(classes), limit / classes);
  for (std::size_t c = 0; c < static_cast<std::size_t>(limit % classes); ++c) ++left[c];
  std::vector<std::int64_t> kept;
  for (const std::int64_t index : all) {
    if (left.at(label_of(labels, index))-- > 0) kept.push_back(index);
  }
  return kept;
}

Split hold_out(const std::vector<Label>& labels, int classes, const std::vector<std::int64_t>& indices,
               double fraction) {
  std::vector<std::int64_t> left(static_cast<std::size_t>(classes));
  for (const std::int64_t index : indices) ++left.at(label_of(labels, index));
  for (std::int64_t& count : left) count -= std::llround(fraction * static_cast<double>(count));

  Split split;
  for (const std::int64_t index : indices) {
    const bool trains = left.at(label_of(labels, index))-- > 0;
    (trains ? split.train : split.validation).push_back(index);
  }
  return split;
}

}  // namespace actsweep
