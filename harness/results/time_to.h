#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/results/results.h"

namespace actsweep {

/// A metric that is made from the epochs of a trial: how much training it took until the test accuracy first was so
/// high. "seconds_to_95" counts seconds of training, to the end of that epoch and without evaluation, "epochs_to_97.5"
/// epochs.
struct TimeTo {
  std::string unit;     ///< of Epoch: "seconds" or "epochs"
  double accuracy = 0;  ///< in percent
};

/// None for the name of any other metric.
std::optional<TimeTo> time_to(const std::string& metric);

/// Adds such a metric to the trials, from their epochs in `results.details`. Trials that never reach the accuracy have
/// none.
void add_time(const std::string& metric, Results& results);

}  // namespace actsweep
