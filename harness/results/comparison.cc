#include "harness/results/comparison.h"

#include <algorithm>
#include <cmath>

namespace actsweep {
namespace {

PairwiseResult result_of(double difference) {
  return difference > 0 ? PairwiseResult::kWin : difference < 0 ? PairwiseResult::kLoss : PairwiseResult::kTie;
}

}  // namespace

std::vector<double> Runs::values() const {
  std::vector<double> values;
  for (const auto& [seed, value] : by_seed) values.push_back(value);
  return values;
}

double Runs::mean() const { return statistics::mean(values()); }

std::optional<double> finished_value(const Observation& trial, const Metric& metric) {
  const auto value = trial.state == "done" ? counted_value(trial, metric) : std::nullopt;
  return value ? std::optional(metric.sign() * *value) : std::nullopt;
}

Runs runs_of(const Observations& trials, const Observations& at_point, const Metric& metric) {
  Runs runs;
  for (const Observation* trial : trials) {
    const bool diverged = trial->state == "diverged" && metric.chance;
    std::optional<double> value = finished_value(*trial, metric);
    if (diverged) {
      value = metric.sign() * *metric.chance;
      for (const Observation* other : at_point) {
        value = std::min(*value, finished_value(*other, metric).value_or(*value));
      }
    }
    if (!value) continue;
    const bool is_new = runs.by_seed.emplace(seeds_of(*trial), *value).second;
    runs.repeated += is_new ? 0 : 1;
    runs.diverged += diverged && is_new ? 1 : 0;
  }
  return runs;
}

PairwiseResult PairwiseComparison::significant(double adjusted_p) const {
  return is_tested() && adjusted_p <= kAlpha ? result_of(difference) : PairwiseResult::kTie;
}

PairwiseComparison compare(const Metric& metric, const Runs& first, const Runs& second) {
  std::vector<double> a, b;  // of the shared seeds
  for (const auto& [seed, value] : first.by_seed) {
    const auto other = second.by_seed.find(seed);
    if (other == second.by_seed.end()) continue;
    a.push_back(value);
    b.push_back(other->second);
  }
  PairwiseComparison result;
  result.pairs = a.size();
  if (a.size() >= 2) {
    result.effect = statistics::paired_difference(a, b);
    result.correlation = statistics::correlation(a, b);
  } else if (first.by_seed.size() >= 2 && second.by_seed.size() >= 2) {
    result.paired = false;
    result.pairs = std::min(first.by_seed.size(), second.by_seed.size());
    result.effect = statistics::welch_difference(first.values(), second.values());
  }
  if (a.empty() || !result.paired) a = first.values(), b = second.values();
  if (a.empty() || b.empty()) return result;
  const double mean = statistics::mean(a), other = statistics::mean(b), sign = metric.sign();
  result.difference = result.effect ? result.effect->effect : mean - other;
  if (metric.format(sign * mean) != metric.format(sign * other)) result.by_mean = result_of(result.difference);
  if (result.effect) result.p = std::min(1.0, 2 * std::min(result.effect->p_greater(), result.effect->p_less()));
  return result;
}

std::optional<PublishedComparison> compare_published(const Metric& metric, const PublishedNumber* first,
                                                     const PublishedNumber* second) {
  if (first == nullptr || second == nullptr) return std::nullopt;
  PublishedComparison result{.difference = metric.sign() * (first->in_our_unit() - second->in_our_unit())};
  result.reading_error = first->error_in_our_unit().value_or(0) + second->error_in_our_unit().value_or(0);
  if (std::abs(result.difference) > result.reading_error) result.result = result_of(result.difference);
  return result;
}

}  // namespace actsweep
