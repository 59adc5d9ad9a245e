#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/claims/claim.h"
#include "harness/results/comparison.h"
#include "harness/results/results.h"
#include "harness/statistics/tests.h"

namespace actsweep::claims {

/// The evidence at one point, or at a pair of points for claims about one activation. Of better and non_inferior, a
/// positive effect supports the claim.
struct PointEvidence : PairwiseComparison {
  std::string point;
  double p_for = 1, p_against = 1;
  double p_for_holm = 1;            ///< adjusted for all points of the claim
  std::optional<double> published;  ///< the published difference, oriented likewise
};

/// What our trials say about a claim and, separately, what the published numbers say.
struct Verdict {
  enum class State { kReproduced, kNotReproduced, kOpposite, kUndecided, kUninformative };  // name_of() has this order

  Claim claim;
  std::string experiment, scale;
  State state = State::kUndecided;
  std::vector<PointEvidence> points;
  std::size_t seeds = 0;                            ///< the smallest PointEvidence::pairs
  statistics::Estimate effect;                      ///< mean over the points; for kStable the largest
  double p_for = 1, p_refuted = 1, p_opposite = 1;  ///< 1 without a test
  std::string evidence;                             ///< a hash of the trials and their values
  int analysis = 1;                                 ///< number of the interim analysis, from 1
  double p_adjusted = 1;                            ///< two-sided, by Benjamini and Hochberg over the table
  std::vector<std::string> notes;                   ///< for the reader
  std::string published;  ///< "holds (7 of 9)", "fails (4 of 9)", "unclear (7 of 9, 1 unresolved)", "no numbers"

  bool is_complete = true;  ///< no trial is unfinished
  bool is_tested() const { return state != State::kUninformative && seeds >= 2 && is_complete; }
};

/// "reproduced", "not reproduced", "opposite", "undecided" or "uninformative".
const char* name_of(Verdict::State state);

/// Gathers the evidence on the claims of an experiment; decide() then sets the states, over a whole table. Throws
/// InputError, with the claim's place, if a claim names something that the experiment's file does not have.
///
/// Each point has one one-sided test, paired over seeds: trials that differ only in the activation have the same
/// initial seeds, batches and noise. "At least k of n points" is tested by partial conjunction over the points, which
/// is valid under any dependence between them.
std::vector<Verdict> gather_evidence(const Results& results, const std::vector<Claim>& claims);

/// The share of the level that interim analysis `number` of a claim may spend, from 1: four fifths for the first, and
/// the rest over all that may follow. The shares of any number of analyses sum to at most 1.
double alpha_share(int number);

/// Sets states and adjusted p over all verdicts of a table, including untested ones. A claim is reproduced if its p is
/// small, not reproduced if it is refuted (so many points contradict it that too few remain), and opposite if its
/// reverse holds at as many points as the claim requires.
void decide(std::vector<Verdict>& table);

/// Decides a table of claims and records each tested one as an interim analysis: the same trials are the same analysis,
/// more trials the next one. If the database cannot be written, a note says that the analysis is not recorded.
void judge(const std::filesystem::path& database, std::vector<Verdict>& table);

}  // namespace actsweep::claims
