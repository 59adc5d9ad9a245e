#include "harness/report/metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>

namespace actsweep::report {
namespace {

struct Text {
  const char* label;
  const char* unit;
};

const std::map<std::string, Text>& other_metrics() {
  static const std::map<std::string, Text> texts = {
      {"lr", {"Learning rate", ""}},
      {"seconds", {"Training time per epoch", "s"}},
      {"images_per_second", {"Throughput", "images/s"}},
      {"grad_norm", {"Gradient norm", ""}},
      {"peak_memory", {"Peak memory", "bytes"}},
      {"epochs", {"Epochs", ""}},
  };
  return texts;
}

std::string split_label(const std::string& split) {
  if (split == "train") return "Training";
  return split == "val" ? "Validation" : "Test";
}

}  // namespace

std::string Metric::axis_label() const { return unit.empty() ? label : fmt::format("{} ({})", label, unit); }

std::string Metric::format(double value) const {
  switch (kind) {
    case Kind::kAccuracy:
      return fmt::format("{:.2f}", value);
    case Kind::kLoss:
      return fmt::format("{:.4f}", value);
    default:
      return fmt::format("{:.5g}", value);
  }
}

Metric describe_metric(const std::string& name, int classes) {
  static const std::regex accuracy("(train|test|val)_top([1-9][0-9]{0,3})");
  static const std::regex loss("(train|test|val)_loss");
  std::smatch match;
  if (std::regex_match(name, match, accuracy)) {
    const int k = std::stoi(match[2]);
    Metric metric{name, Metric::Kind::kAccuracy, "", "%", {}};
    metric.label = split_label(match[1]) + (k == 1 ? " accuracy" : fmt::format(" top-{} accuracy", k));
    if (classes > 0) metric.chance = 100.0 * std::min(k, classes) / classes;
    return metric;
  }
  if (std::regex_match(name, match, loss)) {
    Metric metric{name, Metric::Kind::kLoss, split_label(match[1]) + " loss", "nats", {}};
    if (classes > 0) metric.chance = std::log(classes);
    return metric;
  }
  const auto known = other_metrics().find(name);
  if (known == other_metrics().end()) return {name, Metric::Kind::kOther, name, "", {}};
  return {name, Metric::Kind::kOther, known->second.label, known->second.unit, {}};
}

}  // namespace actsweep::report
