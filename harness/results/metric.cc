#include "harness/results/metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "harness/results/results.h"
#include "harness/results/value.h"
#include "harness/schema/epoch.h"
#include "harness/schema/layer_epoch.h"

namespace actsweep {
namespace {

/// The text of a declared metric or of one that reports derive; none for any other name.
std::optional<MetricText> text_of(const std::string& name) {
  for (const EpochMetric& metric : epoch_metrics()) {
    if (name == metric.name) return metric.text;
  }
  for (const LayerMetric& metric : layer_metrics()) {
    if (name == metric.name) return metric.text;
  }
  if (name == "epochs") return MetricText{.label = "Epochs"};
  if (name == kDensityMetric) return MetricText{.label = "Density"};
  return std::nullopt;
}

std::optional<double> chance_level(const MetricText& text, int classes) {
  if (classes <= 0 || text.kind == Metric::Kind::kOther) return std::nullopt;
  if (text.kind == Metric::Kind::kLoss) return std::log(classes);
  return 100.0 * std::min(text.top_k, classes) / classes;
}

std::optional<double> measure(const Observations& epochs, const TimeTo& wanted) {
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

std::string Metric::axis_label() const {
  const std::string& name = is_difference ? "Difference" : label;
  return unit.empty() ? name : fmt::format("{} ({})", name, unit);
}

std::string Metric::format(double value) const {
  switch (kind) {
    case Kind::kAccuracy: return fmt::format("{:.2f}", value);
    case Kind::kLoss: return fmt::format("{:.4f}", value);
    default: return fmt::format("{:.5g}", value);
  }
}

Metric describe_metric(const std::string& name, int classes) {
  if (const auto wanted = time_to(name)) {
    const bool seconds = wanted->unit == "seconds";
    return {.name = name,
            .label = fmt::format("{} to {:g} % test accuracy", seconds ? "Training time" : "Epochs", wanted->accuracy),
            .unit = seconds ? "s" : "",
            .better = Metric::Better::kLess};
  }
  const MetricText text = text_of(name).value_or(MetricText{.label = name.c_str()});
  return {name, text.kind, text.label, text.unit, chance_level(text, classes), text.better, text.may_be_negative};
}

Metric describe_metric(const std::string& name, const Results& results) {
  Metric metric = describe_metric(name, results.classes);
  const bool has_other_losses = std::any_of(results.trials.begin(), results.trials.end(), [](const Observation& trial) {
    const auto loss = trial.config.find("loss");
    return loss != trial.config.end() && loss->second != "cross_entropy";
  });
  if (metric.kind == Metric::Kind::kLoss && has_other_losses) {
    metric.unit.clear();
    metric.chance.reset();
  }
  return metric;
}

Metric difference_of(Metric metric, const std::string& from) {
  metric.label = fmt::format("Difference in {} from {}", uncapitalized(metric.label), from);
  metric.chance.reset();
  if (metric.unit == "%") metric.unit = "percentage points";
  metric.is_difference = metric.may_be_negative = true;
  return metric;
}

std::optional<double> counted_value(const Observation& trial, const Metric& metric) {
  if (trial.state == "diverged") return metric.chance;
  const auto found = trial.metrics.find(metric.name);
  const bool counts = trial.state == "done" && found != trial.metrics.end() && std::isfinite(found->second);
  return counts ? std::optional(found->second) : std::nullopt;
}

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
  std::map<std::string, Observations> epochs;  // by trial, in order
  for (const Observation& epoch : results.details[Level::kEpoch]) epochs[epoch.trial_id].push_back(&epoch);
  for (Observation& trial : results.trials) {
    const auto found = epochs.find(trial.trial_id);
    if (found == epochs.end()) continue;
    if (const auto time = measure(found->second, *wanted)) trial.metrics[metric] = *time;
  }
}

}  // namespace actsweep
