#pragma once

#include <optional>
#include <string>

#include "harness/paper/published.h"
#include "harness/report/counting.h"

namespace actsweep::report {

enum class PairwiseResult { kWin, kTie, kLoss };

/// That of a difference which is positive where the first is better.
PairwiseResult result_of(double difference);

/// Two activations, or whatever else, at one set-up.
struct PairwiseComparison {
  Comparison comparison;
  double difference = 0;  ///< of the means, over the seeds that both have where there are any; in the metric's
                          ///< unit, and positive where the first is better
  PairwiseResult by_mean = PairwiseResult::kTie;  ///< a tie where both means print alike
  double p = 1;                                   ///< two-sided; 1 where nothing can be tested

  bool is_tested() const { return comparison.effect.has_value(); }
  /// By the test, whose p was adjusted for those beside it; what is not beyond doubt is a tie.
  PairwiseResult beyond_doubt(double adjusted_p) const;
};

/// Of runs that both have a value; counted() by `counting`.
PairwiseComparison compare_pair(const Counting& counting, const Runs& ours, const Runs& theirs);

/// The same of two published numbers, which have no spread.
struct PublishedPair {
  double difference = 0;                          ///< positive where the first is better
  PairwiseResult outcome = PairwiseResult::kTie;  ///< also a tie where it is within the errors of reading the numbers
};

/// None where either number is missing.
std::optional<PublishedPair> compare_published(const Counting& counting, const PublishedNumber* ours,
                                               const PublishedNumber* theirs);

}  // namespace actsweep::report
