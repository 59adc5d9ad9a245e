#include "harness/results/metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "harness/results/results.h"
#include "harness/results/time_to.h"
#include "harness/results/value.h"

namespace actsweep {
namespace {

using Better = Metric::Better;

struct Text {
  const char* label;
  const char* unit;
  Better better = Better::kNeither;
};

const std::map<std::string, Text>& other_metrics() {
  static const std::map<std::string, Text> texts = {
      {"lr", {"Learning rate", ""}},
      {"seconds", {"Training time per epoch", "s", Better::kLess}},
      {"eval_seconds", {"Time to measure the test images", "s", Better::kLess}},
      {"images_per_second", {"Throughput", "images/s", Better::kMore}},
      {"grad_norm", {"Gradient norm", ""}},
      {"peak_memory", {"Peak memory", "bytes", Better::kLess}},
      {"penalty", {"Penalty", ""}},
      {"epochs", {"Epochs", ""}},
      {"preactivation_mean", {"Mean pre-activation", ""}},
      {"preactivation_sd", {"Standard deviation of the pre-activation", ""}},
      {"activation_mean", {"Mean activation", ""}},
      {"activation_sd", {"Standard deviation of the activation", ""}},
      {"dead_units", {"Dead units", "%"}},
      {"density", {"Density", ""}},
  };
  return texts;
}

/// "Test" of "test_loss"; nothing for what is measured on no part of the data.
std::string split_label(const std::string& split) {
  if (split == "train") return "Training";
  if (split == "val") return "Validation";
  return split == "test" ? "Test" : "";
}

/// The k of "top5"; 0 for anything else.
int top_k(const std::string& text) {
  int k = 0;
  const char* end = text.data() + text.size();
  if (!text.starts_with("top") || std::from_chars(text.data() + 3, end, k).ptr != end) return 0;
  return std::max(k, 0);
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
  const std::size_t underscore = std::min(name.find('_'), name.size());
  const std::string split = split_label(name.substr(0, underscore));
  const std::string what = underscore < name.size() ? name.substr(underscore + 1) : "";
  if (const int k = top_k(what); k > 0 && !split.empty()) {
    Metric metric{name, Metric::Kind::kAccuracy, split, "%", {}, Better::kMore};
    metric.label += k == 1 ? " accuracy" : fmt::format(" top-{} accuracy", k);
    if (classes > 0) metric.chance = 100.0 * std::min(k, classes) / classes;
    return metric;
  }
  if (what == "loss" && !split.empty()) {
    Metric metric{name, Metric::Kind::kLoss, split + " loss", "nats", {}, Better::kLess};
    if (classes > 0) metric.chance = std::log(classes);
    return metric;
  }
  if (const auto wanted = time_to(name)) {
    const bool seconds = wanted->unit == "seconds";
    const std::string label =
        fmt::format("{} to {:g} % test accuracy", seconds ? "Training time" : "Epochs", wanted->accuracy);
    return {name, Metric::Kind::kOther, label, seconds ? "s" : "", {}, Better::kLess};
  }
  const auto known = other_metrics().find(name);
  if (known == other_metrics().end()) return {name, Metric::Kind::kOther, name, "", {}};
  Metric metric{name, Metric::Kind::kOther, known->second.label, known->second.unit, {}, known->second.better};
  metric.may_be_negative = name.ends_with("activation_mean");
  return metric;
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

}  // namespace actsweep
