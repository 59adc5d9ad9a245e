#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/claims/ranking_points.h"
#include "harness/claims/ranking_request.h"
#include "harness/results/comparison.h"

namespace actsweep::claims {

/// Two activations at one set-up: a against b.
struct PairAtPoint : PairwiseComparison {
  std::size_t a = 0, b = 0;              ///< of RankingPoints::activations
  std::size_t point = 0;                 ///< of RankingPoints::points
  double p_holm = 1;                     ///< adjusted over the ranking
  std::string trials = {};               ///< a hash of the trials of both: equal where experiments share them
  bool is_repeated = false;              ///< the same trials were compared before: see adjust_together()
  std::optional<double> published = {};  ///< the published difference
  PairwiseResult by_published = PairwiseResult::kTie;  ///< also a tie where it is within the errors of reading it

  /// By the test, adjusted by Holm; what is not beyond doubt is a tie.
  PairwiseResult significant() const { return PairwiseComparison::significant(p_holm); }
};

/// How the activations of an experiment rank at each of its set-ups.
struct Ranking {
  std::string experiment;
  RankingRequest request;
  Metric metric;
  RankingPoints set_ups;                         ///< without their trials
  std::vector<std::vector<std::size_t>> orders;  ///< of each set-up the activations, best mean first
  std::vector<PairAtPoint> comparisons;          ///< pair by pair, each with its set-ups in order
  std::vector<std::size_t>
      unfinished;            ///< set-ups with trials pending or running, which are in no order and in no comparison
  std::size_t diverged = 0;  ///< trials at the other set-ups
  std::string missing;       ///< why there is nothing to compare; empty where there is
};

/// Each pair is tested at each set-up two-sided and paired over seeds (else by Welch's test), and adjusted by Holm over
/// all of the ranking. Throws InputError, with the request's place, where it asks for an activation that the
/// experiment's file does not have.
Ranking make_ranking(const Results& results, const RankingRequest& request);

/// Sets p_holm over all comparisons of these rankings together. Of those that experiments share, because the same
/// trials are points of several sweeps, only the first is tested and counts; the others are marked as repeated.
void adjust_together(const std::vector<Ranking*>& rankings);

/// A row for each pair over all points of these rankings, in the order in which the pairs come.
std::vector<WinTieLoss> win_tie_loss(const std::vector<const Ranking*>& rankings);

}  // namespace actsweep::claims
