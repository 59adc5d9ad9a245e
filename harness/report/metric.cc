#include "harness/report/metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/report/details.h"
#include "harness/report/report.h"
#include "harness/report/time_to.h"
#include "harness/report/value.h"
#include "harness/schema/epoch.h"
#include "harness/schema/layer_epoch.h"

namespace actsweep::report {
namespace {

/// The text of a declared metric, or of what reports derive without a declaration; none for any other name.
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

Metric describe_metric(const std::string& name, const Input& input) {
  Metric metric = describe_metric(name, input.classes);
  const bool has_other_losses = std::any_of(input.trials.begin(), input.trials.end(), [](const Observation& trial) {
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

}  // namespace actsweep::report
