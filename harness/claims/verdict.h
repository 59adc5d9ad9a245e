#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/claims/claim.h"
#include "harness/results/comparison.h"
#include "harness/results/results.h"
#include "harness/statistics/tests.h"

namespace actsweep::claims {

/// What the runs at one point say; of a claim of stability, those at two.
struct PointEvidence {
  std::string point;
  std::size_t pairs = 0;  ///< seeds with a value of both; without two of them, Welch's test takes the runs of each
  bool paired = true;
  statistics::Estimate effect;  ///< of better and non_inferior positive where it speaks for the claim
  double correlation = 0;       ///< of the pairs
  double p_for = 1, p_against = 1;
  double p_for_holm = 1;  ///< adjusted for all points of the claim
  std::size_t diverged = 0, other_diverged = 0, runs = 0, other_runs = 0;
  std::optional<double> published;  ///< the published difference, oriented likewise
  bool published_is_clear = true;   ///< larger than the errors of reading it
};

/// What our trials, and the published numbers alone, say of a claim.
struct Verdict {
  enum class State { kReproduced, kNotReproduced, kOpposite, kUndecided, kUninformative };

  Claim claim;
  std::string experiment, scale;
  State state = State::kUndecided;
  std::vector<PointEvidence> points;
  std::size_t seeds = 0;                            ///< pairs, or runs of each, at the point that has fewest
  statistics::Estimate effect;                      ///< mean over the points; of stability the largest
  double p_for = 1, p_refuted = 1, p_opposite = 1;  ///< 1 where there is nothing to test
  std::string evidence;                             ///< tells the trials behind it from any others
  int analysis = 1;                ///< how often the claim was looked at on growing evidence, this time included
  double p_adjusted = 1;           ///< two-sided, by Benjamini and Hochberg over the table
  std::vector<std::string> notes;  ///< what else a reader should know
  std::string published;  ///< "holds (7 of 9)", "fails (4 of 9)", "unclear (7 of 9, 1 unresolved)", "no numbers"

  bool is_complete = true;  ///< whether none of its trials is still to come
  bool is_tested() const { return state != State::kUninformative && seeds >= 2 && is_complete; }
};

/// "reproduced", "not reproduced", "opposite", "undecided" or "uninformative".
const char* name_of(Verdict::State state);

/// The evidence on the claims of an experiment, the states still undecided: decide() sets them, over a whole table.
/// Throws InputError, with the claim's place, where a claim names what the experiment's file does not have.
///
/// Each point has one one-sided test, paired over seeds: trials that differ in the activation alone have the same
/// initial seeds, batches and noise. "At least k of n points" is tested by partial conjunction over the points, so that
/// it holds however they depend on each other.
std::vector<Verdict> gather_evidence(const Results& results, const std::vector<Claim>& claims);

/// The part of the level that interim analysis `number` at a claim may spend, from 1 on: four fifths at the first, and
/// the rest over all that may follow, so that however often one looks, the parts add up to no more than one.
double alpha_share(int number);

/// Sets states and adjusted p over all verdicts of a table, those that cannot be tested among them. A claim is
/// reproduced where its p is small, not reproduced where it is refuted (so many points speak against it that too few
/// are left), and opposite where its reverse holds as far as the claim itself should.
void decide(std::vector<Verdict>& table);

}  // namespace actsweep::claims
