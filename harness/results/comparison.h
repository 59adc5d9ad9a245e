#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/results/metric.h"
#include "harness/results/results.h"
#include "harness/statistics/tests.h"

namespace actsweep {

inline constexpr const char* kActivation = "model.activation";

/// The significance level of every family of tests.
inline constexpr double kAlpha = 0.05;

/// The trials of one setting, by their seeds: one value each, oriented so that larger is better.
struct Runs {
  std::map<std::string, double> by_seed;
  std::size_t diverged = 0;
  std::size_t repeated = 0;  ///< trials left out because another one has the same seeds: something else varies, too

  bool empty() const { return by_seed.empty(); }
  std::vector<double> values() const;
  double mean() const;
};

/// A metric that turns trials into oriented values, the same way for claims, rankings and tables.
class OrientedMetric {
 public:
  /// With `classes` = 0 there is no chance level, and diverged trials are left out.
  OrientedMetric(const std::string& metric, int classes) : metric_(describe_metric(metric, classes)) {}
  OrientedMetric(const std::string& metric, const Results& results) : metric_(describe_metric(metric, results)) {}

  const Metric& metric() const { return metric_; }
  bool has_direction() const { return metric_.better != Metric::Better::kNeither; }
  /// 1, or -1 where smaller values are better.
  double sign() const { return metric_.better == Metric::Better::kLess ? -1 : 1; }
  /// The value of a trial that finished with this metric.
  std::optional<double> finished_value(const Observation& trial) const;
  /// The values of `trials`, which are some of those `at_point`. A diverged trial counts as chance, or as the worst
  /// finished trial at the point if that is worse.
  Runs runs(const Observations& trials, const Observations& at_point) const;

 private:
  Metric metric_;
};

enum class PairwiseResult { kWin, kTie, kLoss };

/// The first setting minus the second at one point.
struct PairwiseComparison {
  std::size_t pairs = 0;  ///< seeds with a value of both; unpaired: the smaller number of runs
  bool paired = true;
  std::optional<statistics::Estimate> effect;  ///< none with fewer than two seeds of either
  double correlation = 0;                      ///< of the pairs
  /// Of the means, over the shared seeds where there are any; positive where the first is better.
  double difference = 0;
  PairwiseResult by_mean = PairwiseResult::kTie;  ///< a tie where both means print alike
  double p = 1;                                   ///< two-sided; 1 without a test

  bool is_tested() const { return effect.has_value(); }
  /// By the test; a tie where the adjusted p is above kAlpha.
  PairwiseResult significant(double adjusted_p) const;
};

/// Compares runs that both have a value: paired over seeds or, with fewer than two shared seeds, by Welch's test.
PairwiseComparison compare(const OrientedMetric& metric, const Runs& first, const Runs& second);

/// The same of two published numbers, which have no spread.
struct PublishedComparison {
  double difference = 0;                         ///< positive where the first is better
  PairwiseResult result = PairwiseResult::kTie;  ///< also a tie within the error of reading the numbers off a figure
};

/// None where either number is missing.
std::optional<PublishedComparison> compare_published(const OrientedMetric& metric, const PublishedNumber* first,
                                                     const PublishedNumber* second);

struct Tally {
  std::size_t wins = 0, ties = 0, losses = 0;

  void add(PairwiseResult result);
  std::size_t all() const { return wins + ties + losses; }
  /// "6 / 1 / 2".
  std::string text() const;
};

/// Two settings compared at several points.
struct WinTieLoss {
  std::string a, b;          ///< as papers write them
  Tally by_mean = {};        ///< no evidence by itself: see counting_caution()
  Tally significant = {};    ///< its ties are undecided
  Tally published = {};      ///< of the published numbers alone
  std::size_t untested = 0;  ///< points with too few seeds for a test
};

/// Why counted means are no evidence: "6 or more of 9 points with probability 0.25 …".
std::string counting_caution(std::size_t points);

}  // namespace actsweep
