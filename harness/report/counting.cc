#include "harness/report/counting.h"

#include <algorithm>
#include <cmath>

#include "harness/report/grouping.h"

namespace actsweep::report {

std::vector<double> Runs::values() const {
  std::vector<double> values;
  for (const auto& [seed, value] : by_seed) values.push_back(value);
  return values;
}

std::optional<double> Counting::finished_value(const Observation& trial) const {
  const auto found = trial.metrics.find(metric_.name);
  if (trial.state != "done" || found == trial.metrics.end() || !std::isfinite(found->second)) return std::nullopt;
  return sign() * found->second;
}

Runs Counting::runs(const Trials& of_activation, const Trials& at_point) const {
  Runs runs;
  for (const Observation* trial : of_activation) {
    const bool diverged = trial->state == "diverged" && metric_.chance;
    std::optional<double> value = finished_value(*trial);
    if (diverged) {
      value = sign() * *metric_.chance;
      for (const Observation* other : at_point) value = std::min(*value, finished_value(*other).value_or(*value));
    }
    if (!value) continue;
    const bool is_new = runs.by_seed.emplace(seeds_of(*trial), *value).second;
    runs.repeated += is_new ? 0 : 1;
    runs.diverged += diverged && is_new ? 1 : 0;
  }
  return runs;
}

Comparison compare(const Runs& ours, const Runs& theirs) {
  std::vector<double> a, b;
  for (const auto& [seed, value] : ours.by_seed) {
    const auto other = theirs.by_seed.find(seed);
    if (other == theirs.by_seed.end()) continue;
    a.push_back(value);
    b.push_back(other->second);
  }
  Comparison comparison{.pairs = a.size(), .paired = true, .effect = {}, .correlation = 0};
  if (a.size() >= 2) {
    comparison.effect = statistics::paired_difference(a, b);
    comparison.correlation = statistics::correlation(a, b);
  } else if (ours.by_seed.size() >= 2 && theirs.by_seed.size() >= 2) {
    comparison.paired = false;
    comparison.pairs = std::min(ours.by_seed.size(), theirs.by_seed.size());
    comparison.effect = statistics::welch_difference(ours.values(), theirs.values());
  }
  return comparison;
}

}  // namespace actsweep::report
