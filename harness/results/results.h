#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/config/grid.h"
#include "harness/paper/published.h"

namespace actsweep {

/// What an observation describes: a trial, or a detail of a trial.
enum class Level {
  kTrial,
  kEpoch,   ///< a trial after one epoch
  kLayer,   ///< a layer after one epoch
  kDensity  ///< a bin of a layer's pre-activation histogram, before training or after the last epoch
};

/// Keys of details; no configuration has them.
inline constexpr const char* kEpochKey = "epoch";                  ///< 0 is before training
inline constexpr const char* kLayerKey = "layer";                  ///< from 1
inline constexpr const char* kPreactivationKey = "preactivation";  ///< the center of a bin
inline constexpr const char* kDensityMetric = "density";           ///< share of the values in a bin by its width

/// A trial and its outcome, or one detail of a trial.
struct Observation {
  std::string trial_id;
  /// Dotted key to scalar, defaults included; details have axes only.
  std::map<std::string, nlohmann::json> config = {};
  std::string state;                           ///< done, diverged, failed, running, pending
  std::map<std::string, double> metrics = {};  ///< of a trial: after its last epoch
  int epochs = 0;                              ///< recorded epochs; if diverged, the epoch of divergence
  std::string error = {};                      ///< why it failed

  bool is_unfinished() const { return state == "pending" || state == "running"; }
};

using Observations = std::vector<const Observation*>;

/// The results of one experiment: what claims judge and reports draw. load_results() (load.h) fills it from a database;
/// tests build it by hand.
struct Results {
  std::string name;  ///< of the experiment
  std::string title;
  std::string scale;      ///< at which the experiment ran; empty where it has only one
  std::string overrides;  ///< the overrides that selected the trials; empty: the file as it is
  std::vector<AxisValues> axes;
  std::vector<AxisValues> file_axes;  ///< the axes of the file itself, without overrides and scale
  std::vector<Observation> trials;
  /// Of finished trials. A diverged trial also has the epochs that it did not reach, as diverged.
  std::map<Level, std::vector<Observation>> details;
  std::vector<PublishedNumber> published;  ///< for this experiment and data set
  int classes = 0;                         ///< of the data set: chance level is 1 / classes
  double best_guess = 0;                   ///< accuracy in percent of always predicting the most frequent class
  std::vector<std::pair<std::string, std::string>> setup;       ///< key and value of what all trials share
  std::vector<std::pair<std::string, std::string>> provenance;  ///< commit, LibTorch, CPU, dates, …
  std::vector<std::string> remarks;   ///< for example: the data set is only a part of the official one
  std::vector<std::string> left_out;  ///< sentences on results that are not comparable, and so not in `trials`
};

/// The value of a key; null without one.
const nlohmann::json& value_of(const Observation& observation, const std::string& key);

/// The values of these keys as one text, equal only for equal values.
std::string identity_of(const Observation& observation, const std::vector<std::string>& keys);

/// The observations by their values of these keys, in the order of the first observation of each group.
std::vector<Observations> groups_of(const Observations& observations, const std::vector<std::string>& keys);

/// The identity_of() the seeds, which pairs trials of different settings.
std::string seeds_of(const Observation& trial);

/// All trials, as pointers into `results`.
Observations all_trials(const Results& results);

/// Those with this value of the key; null means that the key is missing.
Observations with_value(const Observations& observations, const std::string& key, const nlohmann::json& value);

/// Whether observations that agree in `keys` also agree in `key`.
bool is_determined(const Observations& observations, const std::string& key, const std::vector<std::string>& keys);

/// The keys of all axes but the seeds: trials that agree in them are repetitions.
std::vector<std::string> setting_keys(const Results& results);

/// The axis of a key; nullptr without one.
const AxisValues* find_axis(const std::vector<AxisValues>& axes, const std::string& key);

/// The values of a key that occur, in the order of its axis, then values that are not on the axis. One null for an
/// empty key.
std::vector<nlohmann::json> distinct_values(const Results& results, const std::string& key,
                                            const Observations& observations);

/// The value's index on the key's axis or, without an axis, among the values of all trials.
std::size_t place_on_axis(const Results& results, const std::string& key, const nlohmann::json& value);

/// The value that at least two thirds of the observations have, if any.
std::optional<nlohmann::json> majority_value(const Observations& observations, const std::string& key);

}  // namespace actsweep
