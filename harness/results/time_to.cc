#include "harness/results/time_to.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace actsweep {
namespace {

/// The epochs of each trial, in their order.
std::map<std::string, std::vector<const Observation*>> by_trial(const std::vector<Observation>& epochs) {
  std::map<std::string, std::vector<const Observation*>> trials;
  for (const Observation& epoch : epochs) trials[epoch.trial_id].push_back(&epoch);
  return trials;
}

std::optional<double> measure(const std::vector<const Observation*>& epochs, const TimeTo& wanted) {
  double seconds = 0;
  for (const Observation* epoch : epochs) {
    const auto took = epoch->metrics.find("seconds");
    const auto accuracy = epoch->metrics.find("test_top1");
    if (took == epoch->metrics.end() || accuracy == epoch->metrics.end()) return std::nullopt;
    seconds += took->second;
    if (accuracy->second < wanted.accuracy) continue;
    return wanted.unit == "seconds" ? seconds : value_of(*epoch, "epoch").get<double>();
  }
  return std::nullopt;
}

}  // namespace

std::optional<TimeTo> time_to(const std::string& metric) {
  for (const char* const unit : {"seconds", "epochs"}) {
    const std::string start = std::string(unit) + "_to_";
    if (!metric.starts_with(start)) continue;
    TimeTo wanted{.unit = unit, .accuracy = 0};
    const char* const end = metric.data() + metric.size();
    const auto [rest, error] = std::from_chars(metric.data() + start.size(), end, wanted.accuracy);
    if (error != std::errc() || rest != end || wanted.accuracy <= 0 || wanted.accuracy > 100) return std::nullopt;
    return wanted;
  }
  return std::nullopt;
}

void add_time(const std::string& metric, Results& results) {
  const auto wanted = time_to(metric);
  if (!wanted) return;
  const auto epochs = by_trial(results.details[Level::kEpoch]);
  for (Observation& trial : results.trials) {
    const auto found = epochs.find(trial.trial_id);
    if (found == epochs.end()) continue;
    if (const auto time = measure(found->second, *wanted)) trial.metrics[metric] = *time;
  }
}

}  // namespace actsweep
