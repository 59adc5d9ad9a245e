#include "harness/results/results.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

#include "harness/results/value.h"
#include "harness/schema/trial_params.h"

namespace actsweep {

using nlohmann::json;

const json& value_of(const Observation& observation, const std::string& key) {
  static const json none;
  const auto found = observation.config.find(key);
  return found == observation.config.end() ? none : found->second;
}

std::string identity_of(const Observation& observation, const std::vector<std::string>& keys) {
  // A JSON list, so that one text cannot look like two.
  json identities = json::array();
  for (const std::string& key : keys) identities.push_back(value_identity(value_of(observation, key)));
  return identities.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<Observations> groups_of(const Observations& observations, const std::vector<std::string>& keys) {
  std::unordered_map<std::string, std::size_t> places;
  std::vector<Observations> groups;
  for (const Observation* one : observations) {
    const auto [place, is_new] = places.emplace(identity_of(*one, keys), groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].push_back(one);
  }
  return groups;
}

std::string seeds_of(const Observation& trial) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : trial.config) {
    if (is_seed(key)) keys.push_back(key);
  }
  return identity_of(trial, keys);
}

Observations all_trials(const Results& results) {
  Observations trials;
  for (const Observation& trial : results.trials) trials.push_back(&trial);
  return trials;
}

Observations with_value(const Observations& observations, const std::string& key, const json& value) {
  const std::string identity = value_identity(value);
  Observations found;
  std::copy_if(observations.begin(), observations.end(), std::back_inserter(found),
               [&](const Observation* one) { return value_identity(value_of(*one, key)) == identity; });
  return found;
}

bool is_determined(const Observations& observations, const std::string& key, const std::vector<std::string>& keys) {
  std::unordered_map<std::string, std::string> seen;
  return std::all_of(observations.begin(), observations.end(), [&](const Observation* one) {
    const std::string identity = value_identity(value_of(*one, key));
    return seen.emplace(identity_of(*one, keys), identity).first->second == identity;
  });
}

std::vector<std::string> setting_keys(const Results& results) {
  std::vector<std::string> keys;
  for (const AxisValues& axis : results.axes) {
    if (!is_seed(axis.key)) keys.push_back(axis.key);
  }
  return keys;
}

const AxisValues* find_axis(const std::vector<AxisValues>& axes, const std::string& key) {
  const auto found = std::find_if(axes.begin(), axes.end(), [&](const AxisValues& axis) { return axis.key == key; });
  return found == axes.end() ? nullptr : &*found;
}

std::vector<json> distinct_values(const Results& results, const std::string& key, const Observations& observations) {
  std::unordered_set<std::string> missing;
  for (const Observation* one : observations) missing.insert(value_identity(value_of(*one, key)));
  std::vector<json> values;
  const auto take = [&](const json& value) {
    if (missing.erase(value_identity(value)) > 0) values.push_back(value);
  };
  if (const AxisValues* axis = find_axis(results.axes, key)) {
    std::for_each(axis->values.begin(), axis->values.end(), take);
  }
  for (const Observation* one : observations) take(value_of(*one, key));
  return values;
}

std::size_t place_on_axis(const Results& results, const std::string& key, const json& value) {
  const AxisValues* const axis = find_axis(results.axes, key);
  const std::vector<json> values = axis != nullptr ? axis->values : distinct_values(results, key, all_trials(results));
  const std::string identity = value_identity(value);
  const auto found =
      std::find_if(values.begin(), values.end(), [&](const json& v) { return value_identity(v) == identity; });
  return static_cast<std::size_t>(found - values.begin());
}

std::optional<json> majority_value(const Observations& observations, const std::string& key) {
  std::unordered_map<std::string, std::size_t> counts;
  for (const Observation* one : observations) {
    const json& value = value_of(*one, key);
    if (3 * ++counts[value_identity(value)] >= 2 * observations.size()) return value;
  }
  return std::nullopt;
}

}  // namespace actsweep
