#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/report/metric.h"
#include "harness/report/report.h"
#include "harness/statistics/tests.h"

namespace actsweep::report {

inline constexpr const char* kActivation = "model.activation";

/// The level of all tests of a table: what is rejected at it is beyond doubt.
inline constexpr double kAlpha = 0.05;

/// The values of one activation at one point, as they are counted (larger is better), by their seeds.
struct Runs {
  std::map<std::string, double> by_seed;
  std::size_t diverged = 0;
  std::size_t repeated = 0;  ///< trials left out because another one has the same seeds: the point is none

  std::vector<double> values() const;
};

/// How trials are counted in one metric, whatever they are counted for: a claim, a ranking or a table.
class Counting {
 public:
  using Trials = std::vector<const Observation*>;

  /// With `classes` = 0 there is no chance level, and what diverged is left out.
  Counting(const std::string& metric, int classes) : metric_(report::describe_metric(metric, classes)) {}
  Counting(const std::string& metric, const report::Input& input) : metric_(report::describe_metric(metric, input)) {}

  const Metric& metric() const { return metric_; }
  /// Whether more or less of it is better.
  bool has_better() const { return metric_.better != Metric::Better::kNeither; }
  /// What turns the metric so that larger is better.
  double sign() const { return metric_.better == Metric::Better::kLess ? -1 : 1; }
  /// The value of a trial that finished with this metric, turned so.
  std::optional<double> finished_value(const Observation& trial) const;
  /// The trials of one activation among all `at_point`. One that diverged counts as chance, or as the worst of the
  /// trials that finished at the point, of whatever activation, if that is worse.
  Runs runs(const Trials& of_activation, const Trials& at_point) const;

 private:
  Metric metric_;
};

/// What the runs of one point say of a difference.
struct Comparison {
  std::size_t pairs = 0;  ///< seeds with a value of both; where it is not paired, the lesser number of runs
  bool paired = true;
  std::optional<statistics::Estimate> effect;  ///< ours - theirs; none with fewer than two seeds of either
  double correlation = 0;                      ///< of the pairs
};

/// Paired over seeds; where fewer than two are common to both, by Welch's test.
Comparison compare(const Runs& ours, const Runs& theirs);

}  // namespace actsweep::report
