#pragma once

#include <optional>
#include <string>

namespace actsweep::report {

/// What a report must know of a metric to draw it.
struct Metric {
  enum class Kind { kAccuracy, kLoss, kOther };

  std::string name;  ///< column of `result`
  Kind kind = Kind::kOther;
  std::string label;  ///< "Test accuracy"; the name itself where none is known
  std::string unit;   ///< "%", "nats" …; empty: none
  /// What a diverged trial counts as: guessing among the classes. None where that means nothing.
  std::optional<double> chance;

  /// "Test accuracy (%)".
  std::string axis_label() const;
  /// With as many digits as such a metric deserves.
  std::string format(double value) const;
};

/// Accuracies are in percent, losses in nats. With `classes` = 0 there is no chance level.
Metric describe_metric(const std::string& name, int classes);

}  // namespace actsweep::report
