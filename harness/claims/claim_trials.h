#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/claims/claim.h"
#include "harness/results/comparison.h"
#include "harness/results/selection.h"

namespace actsweep::claims {

/// The trials of an experiment that a claim is about.
class ClaimTrials {
 public:
  /// The claim must have passed check_claim().
  ClaimTrials(const Results& results, const Claim& claim);

  /// Rows are the claim's points on the axis, one row without an axis. Columns are the claim's one or two activations.
  const RunsTable& table() const { return table_; }
  /// At how many points the claim must hold.
  std::size_t min_points() const { return min_points_; }
  /// What the selection lacks for the claim; empty if nothing.
  const std::string& missing() const { return missing_; }
  /// What the claim's `select` chose.
  const Selected& selected() const { return selected_; }

  /// Throws InputError if something besides the activation, the axis and the seeds varies.
  void check_seeds() const;
  /// The number of its pending and running trials. Judging before they end would favor those that end early, and spend
  /// an interim analysis each time.
  std::size_t unfinished() const;
  /// A hash of all its finished trials and their values.
  std::string evidence() const;

 private:
  void choose_points();
  void find_activations();
  void fill_table();
  bool is_subject(const Observation& trial) const;
  bool is_at(const Observation& trial, const nlohmann::json& point) const;

  const Results& results_;
  const Claim& claim_;
  Selected selected_;  ///< the trials that are compared
  RunsTable table_;
  std::string over_;                    ///< empty: the activation is the only axis besides the seeds
  std::vector<nlohmann::json> points_;  ///< one null without an axis
  std::size_t min_points_ = 0;
  std::string missing_;
};

/// Whether some activation at some point is more accurate than guessing, which may always name the most frequent class.
/// True while no point has two trials.
bool is_informative(const Results& results);

}  // namespace actsweep::claims
