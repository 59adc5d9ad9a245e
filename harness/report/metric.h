#pragma once

#include <optional>
#include <string>

#include "harness/schema/metric.h"

namespace actsweep::report {

struct Input;

/// A metric as a report draws it.
struct Metric {
  using Kind = MetricText::Kind;
  using Better = MetricText::Better;

  std::string name;  ///< column of `result`
  Kind kind = Kind::kOther;
  std::string label = {};             ///< "Test accuracy"; the name itself where no label is declared
  std::string unit = {};              ///< "%", "nats" …; empty: none
  std::optional<double> chance = {};  ///< value of a guess among the classes, which a diverged trial counts as
  Better better = Better::kNeither;   ///< which of two values is
  bool may_be_negative = false;
  bool is_difference = false;  ///< between two values of the metric

  /// "Test accuracy (%)"; of a difference "Difference (percentage points)".
  std::string axis_label() const;
  /// With two decimals for accuracies, four for losses, and five digits for all others.
  std::string format(double value) const;
};

/// The metric of this name, as harness/schema declares it. With `classes` = 0 it has no chance level.
Metric describe_metric(const std::string& name, int classes);
/// The same for these trials: where some minimize another loss than cross-entropy, losses have neither unit nor chance
/// level.
Metric describe_metric(const std::string& name, const Input& input);

/// The differences between a metric's values and those of something else, which `from` names.
Metric difference_of(Metric metric, const std::string& from);

}  // namespace actsweep::report
