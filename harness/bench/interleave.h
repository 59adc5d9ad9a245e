#pragma once

#include <functional>
#include <vector>

namespace actsweep::bench {

/// Seconds per call of a task, one value for each round.
using Timings = std::vector<double>;

/// The seconds of a steady clock.
double steady_seconds();

struct InterleaveOptions {
  int rounds = 11;
  double min_seconds = 2e-3;                          ///< per task and round: short tasks are called repeatedly
  std::function<double()> now = steady_seconds;       ///< a clock in seconds
  std::function<void(int)> after_round = [](int) {};  ///< receives the number of finished rounds
};

/// Times tasks against one another. After a warm-up, each round times every task once, in a new random order, so that
/// temporary disturbances of the machine affect all tasks alike. Compare two tasks round by round, like median_ratio().
std::vector<Timings> interleave(const std::vector<std::function<void()>>& tasks, const InterleaveOptions& options);

/// `values` must not be empty.
double median(std::vector<double> values);

/// The median over the rounds of a / b.
double median_ratio(const Timings& a, const Timings& b);

/// The sum for each round.
Timings operator+(const Timings& a, const Timings& b);

}  // namespace actsweep::bench
