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

/// What one observation is about: a trial, or a detail of one.
enum class Level {
  kTrial,
  kEpoch,   ///< a trial after one epoch
  kLayer,   ///< a layer after one epoch
  kDensity  ///< a bin of a layer's pre-activation histogram, before training or after the last epoch
};

/// Keys of details, which no configuration has.
inline constexpr const char* kEpochKey = "epoch";                  ///< 0 is before training
inline constexpr const char* kLayerKey = "layer";                  ///< from 1
inline constexpr const char* kPreactivationKey = "preactivation";  ///< the center of a bin
inline constexpr const char* kDensityMetric = "density";           ///< share of the values in a bin by its width

/// A trial and its outcome, or one detail of a trial.
struct Observation {
  std::string trial_id;
  std::map<std::string, nlohmann::json> config;  ///< dotted key to scalar, defaults included; details have axes only
  std::string state;                             ///< done, diverged, failed, running, pending
  std::map<std::string, double> metrics;         ///< of a trial, those of its last epoch
  int epochs = 0;                                ///< recorded epochs; of a diverged trial, the epoch it diverged in
  std::string error;                             ///< why it failed

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
  /// Of finished trials. A trial that diverged also has, as diverged, each epoch that it did not reach.
  std::map<Level, std::vector<Observation>> details;
  std::vector<PublishedNumber> published;  ///< of the same experiment and data set
  int classes = 0;                         ///< of the data set: chance level is 1 / classes
  double best_guess = 0;                   ///< accuracy in percent of always predicting the most frequent class
  std::vector<std::pair<std::string, std::string>> setup;       ///< key and value of what all trials share
  std::vector<std::pair<std::string, std::string>> provenance;  ///< commit, LibTorch, CPU, dates, …
  std::vector<std::string> remarks;   ///< such as: the data set is only a part of the official one
  std::vector<std::string> left_out;  ///< sentences on results that are not comparable, which are not in `trials`
};

/// The value of a key; null where there is none.
const nlohmann::json& value_of(const Observation& observation, const std::string& key);

/// The values of these keys as one text: equal for equal values only.
std::string identity_of(const Observation& observation, const std::vector<std::string>& keys);

/// The seeds as such a text, by which trials of different settings are paired.
std::string seeds_of(const Observation& trial);

/// All trials, as pointers into `results`.
Observations all_trials(const Results& results);

/// Those whose key has the value; null stands for a missing key.
Observations with_value(const Observations& observations, const std::string& key, const nlohmann::json& value);

/// Whether observations that agree in `keys` always agree in `key` too.
bool is_determined(const Observations& observations, const std::string& key, const std::vector<std::string>& keys);

/// The axis of a key; nullptr where there is none.
const AxisValues* find_axis(const std::vector<AxisValues>& axes, const std::string& key);

/// The values of a key that occur, in the order of its axis; values that are not on the axis come last. One null for an
/// empty key.
std::vector<nlohmann::json> distinct_values(const Results& results, const std::string& key,
                                            const Observations& observations);

/// The value's index on the key's axis or, without an axis, among the values of all trials.
std::size_t place_on_axis(const Results& results, const std::string& key, const nlohmann::json& value);

/// The value that at least two thirds of the observations have; none where no value has so many.
std::optional<nlohmann::json> majority_value(const Observations& observations, const std::string& key);

}  // namespace actsweep
