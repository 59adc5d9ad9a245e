#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "harness/results/results.h"

namespace actsweep::claims {

/// One set-up of an experiment: all trials that differ in the activation and the seeds alone.
struct RankingPoint {
  std::vector<nlohmann::json> values;  ///< of RankingPoints::keys; null where a trial has no such key
  std::string text;                    ///< "batch size 32, input noise σ 2": what tells it from the others
  /// By activation, as RankingPoints::activations numbers them.
  std::vector<Observations> trials;

  Observations all_trials() const;
};

/// The set-ups that occur among an experiment's trials, in the order of its grid.
struct RankingPoints {
  std::vector<std::string> keys;  ///< axes that tell set-ups apart
  std::vector<std::string> tied;  ///< axes whose value goes with the activation: no two activations share a value
                                  ///< by rights, and they are compared all the same
  std::vector<std::string> activations;  ///< in the order of their axis, with the keys that tell some of them apart:
                                         ///< "elu (alpha 0.5)"
  std::vector<RankingPoint> points;
};

/// Points into `input`. An axis whose value the activation and the keys before it determine (zipped axes) is no key. A
/// set-up's text leaves out keys that stand at the value of two thirds of the set-ups or more, which a union of blocks
/// around one set-up has and a product of axes has not; those that some set-ups change come first.
RankingPoints find_ranking_points(const Results& results);

}  // namespace actsweep::claims
