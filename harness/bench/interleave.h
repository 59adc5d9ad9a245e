#pragma once

#include <functional>
#include <vector>

namespace actsweep::bench {

/// Seconds that a call of a task took, one number a round.
using Timings = std::vector<double>;

struct InterleaveOptions {
  int rounds = 11;
  double least_seconds = 2e-3;           ///< of a task in a round: it is called as often as that takes
  std::function<double()> now;           ///< seconds of any origin; a steady clock where there is none
  std::function<void(int)> after_round;  ///< is told how many are done
};

/// Times tasks against one another. Each is called once to warm up and to see how long it takes; then in each round
/// every task has its turn, in an order that is drawn anew. What disturbs the machine for a while meets all of them
/// alike: a ratio of two tasks is to be taken round by round, as median_ratio() does.
std::vector<Timings> interleave(const std::vector<std::function<void()>>& tasks, const InterleaveOptions& options);

/// Of at least one value.
double median(std::vector<double> values);

/// The median over the rounds of a / b.
double median_ratio(const Timings& a, const Timings& b);

/// Round by round.
Timings operator+(const Timings& a, const Timings& b);

}  // namespace actsweep::bench
