#include "harness/report/time_to.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "harness/report/grouping.h"

namespace actsweep::report {
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

void add_times(Input& input) {
  const auto epochs = by_trial(input.epochs);
  for (const FigureSpec& figure : input.figures) {
    const auto wanted = time_to(figure.y);
    if (!wanted) continue;
    for (Observation& trial : input.trials) {
      const auto found = epochs.find(trial.trial_id);
      if (found == epochs.end()) continue;
      if (const auto time = measure(found->second, *wanted)) trial.metrics[figure.y] = *time;
    }
  }
}

}  // namespace actsweep::report
