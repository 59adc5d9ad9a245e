#include "harness/report/pairwise.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace actsweep::report {
namespace {

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Only the seeds that the other one has, too; all where they share none.
std::vector<double> shared_values(const Runs& runs, const Runs& other) {
  std::vector<double> values;
  for (const auto& [seed, value] : runs.by_seed) {
    if (other.by_seed.contains(seed)) values.push_back(value);
  }
  return values.empty() ? runs.values() : values;
}

}  // namespace

PairwiseResult result_of(double difference) {
  return difference > 0 ? PairwiseResult::kWin : difference < 0 ? PairwiseResult::kLoss : PairwiseResult::kTie;
}

PairwiseResult PairwiseComparison::beyond_doubt(double adjusted_p) const {
  return is_tested() && adjusted_p <= kAlpha ? result_of(difference) : PairwiseResult::kTie;
}

PairwiseComparison compare_pair(const Counting& counting, const Runs& ours, const Runs& theirs) {
  PairwiseComparison result;
  result.comparison = compare(ours, theirs);
  const bool is_paired = result.comparison.paired;
  const double mean = mean_of(is_paired ? shared_values(ours, theirs) : ours.values());
  const double other = mean_of(is_paired ? shared_values(theirs, ours) : theirs.values());
  const auto& effect = result.comparison.effect;
  result.difference = effect ? effect->effect : mean - other;
  const Metric& metric = counting.metric();
  const double sign = counting.sign();
  if (metric.format(sign * mean) != metric.format(sign * other)) result.by_mean = result_of(result.difference);
  if (effect) result.p = std::min(1.0, 2 * std::min(effect->p_greater(), effect->p_less()));
  return result;
}

std::optional<PublishedPair> compare_published(const Counting& counting, const PublishedNumber* ours,
                                               const PublishedNumber* theirs) {
  if (ours == nullptr || theirs == nullptr) return std::nullopt;
  PublishedPair result{.difference = counting.sign() * (ours->in_our_unit() - theirs->in_our_unit())};
  const double misread = ours->error_in_our_unit().value_or(0) + theirs->error_in_our_unit().value_or(0);
  if (std::abs(result.difference) > misread) result.outcome = result_of(result.difference);
  return result;
}

}  // namespace actsweep::report
