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

/// One value per trial of a setting, by its seeds; larger is better.
struct Runs {
  std::map<std::string, double> by_seed;
  std::size_t diverged = 0;
  std::size_t repeated = 0;  ///< trials left out because another has the same seeds, so something else varies too

  bool empty() const { return by_seed.empty(); }
  std::vector<double> values() const;
  double mean() const;
};

/// The value of a trial that finished with this metric; larger is better.
std::optional<double> finished_value(const Observation& trial, const Metric& metric);

/// The values of `trials`, a subset of those `at_point`. A diverged trial counts as chance, or as the worst finished
/// trial at the point if that is worse; without a chance level it is left out.
Runs runs_of(const Observations& trials, const Observations& at_point, const Metric& metric);

enum class PairwiseResult { kWin, kTie, kLoss };

/// The first setting minus the second at one point.
struct PairwiseComparison {
  std::size_t pairs = 0;  ///< seeds that both have; unpaired: the smaller number of runs
  bool paired = true;
  std::optional<statistics::Estimate> effect = {};  ///< none with fewer than two seeds of either
  double correlation = 0;                           ///< of the pairs
  double difference = 0;                          ///< of the means, over shared seeds if any; positive: first is better
  PairwiseResult by_mean = PairwiseResult::kTie;  ///< a tie where both means print alike
  double p = 1;                                   ///< two-sided; 1 without a test

  bool is_tested() const { return effect.has_value(); }
  /// By the test; a tie where the adjusted p is above kAlpha.
  PairwiseResult significant(double adjusted_p) const;
};

/// Compares runs that both have a value: paired over seeds or, with fewer than two shared seeds, by Welch's test.
PairwiseComparison compare(const Metric& metric, const Runs& first, const Runs& second);

/// The first published number minus the second; neither has a spread.
struct PublishedComparison {
  double difference = 0;                         ///< positive where the first is better
  double reading_error = 0;                      ///< of the difference, where numbers were read off a figure
  PairwiseResult result = PairwiseResult::kTie;  ///< a tie within the reading error
};

/// None where either number is missing.
std::optional<PublishedComparison> compare_published(const Metric& metric, const PublishedNumber* first,
                                                     const PublishedNumber* second);

}  // namespace actsweep
