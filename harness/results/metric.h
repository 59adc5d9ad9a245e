#pragma once

#include <optional>
#include <string>

#include "harness/schema/metric_text.h"

namespace actsweep {

struct Observation;
struct Results;

/// A metric as reports show it and claims compare it.
struct Metric {
  using Kind = MetricText::Kind;
  using Better = MetricText::Better;

  std::string name;  ///< a column of `result`
  Kind kind = Kind::kOther;
  std::string label = {};             ///< "Test accuracy"; the name itself where no label is declared
  std::string unit = {};              ///< "%", "nats" …; empty: none
  std::optional<double> chance = {};  ///< the value of guessing, which a diverged trial counts as
  Better better = Better::kNeither;   ///< which of two values is better
  bool may_be_negative = false;
  bool is_difference = false;  ///< between two values of the metric

  bool has_direction() const { return better != Better::kNeither; }
  /// 1, or -1 where smaller values are better.
  double sign() const { return better == Better::kLess ? -1 : 1; }
  /// "Test accuracy (%)", or for a difference "Difference (percentage points)".
  std::string axis_label() const;
  /// With two decimals for accuracies, four for losses, and five digits for all others.
  std::string format(double value) const;
};

/// The metric as harness/schema declares it. With `classes` = 0 it has no chance level.
Metric describe_metric(const std::string& name, int classes);
/// The same for these trials: if some minimize another loss than cross-entropy, losses have neither unit nor chance
/// level.
Metric describe_metric(const std::string& name, const Results& results);

/// The metric of differences from a baseline with the label `from`.
Metric difference_of(Metric metric, const std::string& from);

/// The value of a trial that counts: the chance level if it diverged, its own if it finished with one, else none.
std::optional<double> counted_value(const Observation& trial, const Metric& metric);

/// A metric made from the epochs of a trial: how much training the test accuracy needs to reach a value for the first
/// time. "seconds_to_95" is in seconds of training, to the end of that epoch and without evaluation; "epochs_to_97.5"
/// in epochs.
struct TimeTo {
  std::string unit;     ///< of Epoch: "seconds" or "epochs"
  double accuracy = 0;  ///< in percent
};

/// Parses the name of such a metric; none for any other name.
std::optional<TimeTo> time_to(const std::string& metric);

/// Adds such a metric to the trials that reach the accuracy, from their epochs in `results.details`.
void add_time(const std::string& metric, Results& results);

}  // namespace actsweep
