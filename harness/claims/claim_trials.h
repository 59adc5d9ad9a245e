#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/claims/claim.h"
#include "harness/results/comparison.h"
#include "harness/results/results.h"
#include "harness/results/selection.h"

namespace actsweep::claims {

/// The trials of an experiment as one claim sees them: what it is about, and what it counts.
class ClaimTrials {
 public:
  /// Throws InputError, with the claim's place, where it names a metric, an axis, a point, an activation or a number of
  /// points that the experiment's file does not have.
  ClaimTrials(const Results& results, const Claim& claim);

  /// The points of the axis that it is about, and of these how many have to hold. One null point without an axis.
  const std::vector<nlohmann::json>& points() const { return points_; }
  std::size_t min_points() const { return min_points_; }
  const OrientedMetric& metric() const { return metric_; }
  /// What the selection lacks of what the claim is about; empty where it is all there.
  const std::string& missing() const { return missing_; }
  /// What the claim's selection chose.
  const Selected& selected() const { return selected_; }

  /// As Counting has it. Throws InputError where something else varies besides the activation and the axis.
  Runs runs(const std::string& activation, const nlohmann::json& point) const;
  /// How many of its trials are pending or running. To judge before they have ended would favour those that end early,
  /// and spend a look each time.
  std::size_t still_to_come() const;
  /// A hash of what all its finished trials are and gave.
  std::string evidence() const;
  /// The published number, oriented likewise, and how far it may be misread.
  std::optional<std::pair<double, double>> published(const std::string& activation, const nlohmann::json& point) const;

 private:
  [[noreturn]] void refuse(const std::string& key, const std::string& what) const;
  void choose_points();
  void check_activations();
  bool is_subject(const Observation& trial) const;
  bool is_at(const Observation& trial, const nlohmann::json& point) const;

  const Results& results_;
  const Claim& claim_;
  Selected selected_;  ///< the trials that are compared
  OrientedMetric metric_;
  std::string over_;  ///< empty: the activation is the only axis beside the seeds
  std::vector<nlohmann::json> points_;
  std::size_t min_points_ = 0;
  std::string missing_;
};

/// Whether an experiment's trials tell anything: whether the accuracy of some activation at some point is better than
/// guessing, at best always the most frequent class. True as long as no point has two trials.
bool is_informative(const Results& results);

}  // namespace actsweep::claims
