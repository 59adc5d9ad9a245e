#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/report/metric.h"
#include "harness/report/report.h"
#include "harness/schema/trial_params.h"

namespace actsweep::report {

/// The trials of one panel of a figure.
struct Panel {
  std::vector<std::pair<std::string, nlohmann::json>> fixed;  ///< what tells it from the figure's other panels
  std::vector<std::string> tied;                              ///< axes that vary in it, but only together with x and by
  std::vector<const Observation*> trials;
};

/// The trials of the input, which they point into.
std::vector<const Observation*> all_trials(const Input& input);

/// Whether trials that agree in `keys` always agree in `key`, too.
bool is_determined(const std::vector<const Observation*>& trials, const std::string& key,
                   const std::vector<std::string>& keys);

/// The panels of these trials. Never empty of panels: without trials there is one panel without any.
std::vector<Panel> make_panels(const Input& input, const FigureSpec& spec,
                               const std::vector<const Observation*>& trials);

/// The trials whose key has the value; null stands for no such key.
std::vector<const Observation*> with_value(const std::vector<const Observation*>& trials, const std::string& key,
                                           const nlohmann::json& value);

/// The values of the key among the trials, in the order of its axis, and those that are not on it after them. One null
/// for an empty key.
std::vector<nlohmann::json> distinct_values(const Input& input, const std::string& key,
                                            const std::vector<const Observation*>& trials);

/// None where the key is no axis.
const AxisInfo* find_axis(const Input& input, const std::string& key);

/// The value's index on the key's axis, or, where that is none, among all trials.
std::size_t place_on_axis(const Input& input, const std::string& key, const nlohmann::json& value);

/// The value of the key that two thirds of the trials or more have; none where there is no such value.
std::optional<nlohmann::json> majority_value(const std::vector<const Observation*>& trials, const std::string& key);

/// What the trial counts as in a metric: chance level where it diverged, its value where it is done and has one.
std::optional<double> counted_value(const Observation& trial, const Metric& metric);

using actsweep::is_seed;

/// What the trial has for these keys, as one text that no other values have.
std::string identity_of(const Observation& trial, const std::vector<std::string>& keys);

/// The trial's seeds as such a text: what pairs trials of different settings.
std::string seeds_of(const Observation& trial);

/// The value of the trial's key; null where it has none.
const nlohmann::json& value_of(const Observation& trial, const std::string& key);

}  // namespace actsweep::report
