#pragma once

#include <optional>
#include <string>

namespace actsweep {

struct Observation;
struct Results;

/// A metric as reports show it and claims compare it.
struct Metric {
  enum class Kind { kAccuracy, kLoss, kOther };
  enum class Better { kMore, kLess, kNeither };

  std::string name;  ///< column of `result`
  Kind kind = Kind::kOther;
  std::string label;  ///< "Test accuracy"; the name itself where none is known
  std::string unit;   ///< "%", "nats" …; empty: none
  /// What a diverged trial counts as: guessing among the classes. None where that means nothing.
  std::optional<double> chance;
  Better better = Better::kNeither;  ///< which of two values is
  bool may_be_negative = false;
  bool is_difference = false;  ///< between two values of the metric

  /// "Test accuracy (%)"; of a difference "Difference (percentage points)".
  std::string axis_label() const;
  /// With as many digits as such a metric deserves.
  std::string format(double value) const;
};

/// Accuracies are in percent, losses in nats. With `classes` = 0 there is no chance level.
Metric describe_metric(const std::string& name, int classes);
/// The same of these trials: where some minimize another loss than cross-entropy, losses have no unit and no chance
/// level.
Metric describe_metric(const std::string& name, const Results& input);

/// The metric of differences from the values of a baseline, which `from` names.
Metric difference_of(Metric metric, const std::string& from);

/// The value that a trial counts with: chance level where it diverged, its own where it finished with one, else none.
std::optional<double> counted_value(const Observation& trial, const Metric& metric);

}  // namespace actsweep
