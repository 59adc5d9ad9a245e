#include "harness/report/grouping.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

#include "harness/report/details.h"
#include "harness/report/value.h"

namespace actsweep::report {
namespace {

using nlohmann::json;
using Trials = std::vector<const Observation*>;

bool is_constant(const Trials& trials, const std::string& key) { return is_determined(trials, key, {}); }

std::vector<Panel> split(const Input& input, const Panel& panel, const std::string& key) {
  std::vector<Panel> parts;
  for (const json& value : distinct_values(input, key, panel.trials)) {
    Panel part{panel.fixed, {}, with_value(panel.trials, key, value)};
    part.fixed.emplace_back(key, value);
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace

Trials all_trials(const Input& input) {
  Trials trials;
  for (const Observation& trial : input.trials) trials.push_back(&trial);
  return trials;
}

bool is_determined(const Trials& trials, const std::string& key, const std::vector<std::string>& keys) {
  std::unordered_map<std::string, std::string> seen;
  return std::all_of(trials.begin(), trials.end(), [&](const Observation* trial) {
    const std::string identity = value_identity(value_of(*trial, key));
    return seen.emplace(identity_of(*trial, keys), identity).first->second == identity;
  });
}

std::vector<Panel> make_panels(const Input& input, const FigureSpec& spec, const Trials& trials) {
  Panel whole{.fixed = {}, .tied = {}, .trials = trials};
  std::vector<std::string> grouping = {spec.x, spec.by};
  // Each distribution has bins of its own, which would tell it from the others if they were a setting.
  if (spec.x == kPreactivationKey) grouping = {spec.by};
  std::vector<Panel> panels = {whole};
  std::vector<std::string> keys, tied;
  for (const AxisInfo& axis : input.axes) keys.push_back(axis.key);
  for (const std::string& key : detail_keys(spec)) keys.push_back(key);
  for (const std::string& key : keys) {
    if (is_seed(key) || key == spec.x || key == spec.by) continue;
    if (spec.select && key == spec.select->over) continue;
    if (is_determined(whole.trials, key, grouping)) {
      tied.push_back(key);
      continue;
    }
    grouping.push_back(key);
    std::vector<Panel> parts;
    for (const Panel& panel : panels) {
      for (Panel& part : split(input, panel, key)) parts.push_back(std::move(part));
    }
    panels = std::move(parts);
  }
  for (Panel& panel : panels) {
    std::copy_if(tied.begin(), tied.end(), std::back_inserter(panel.tied),
                 [&](const std::string& key) { return !is_constant(panel.trials, key); });
  }
  return panels;
}

Trials with_value(const Trials& trials, const std::string& key, const json& value) {
  const std::string identity = value_identity(value);
  Trials found;
  std::copy_if(trials.begin(), trials.end(), std::back_inserter(found),
               [&](const Observation* trial) { return value_identity(value_of(*trial, key)) == identity; });
  return found;
}

std::vector<json> distinct_values(const Input& input, const std::string& key, const Trials& trials) {
  std::unordered_set<std::string> missing;
  for (const Observation* trial : trials) missing.insert(value_identity(value_of(*trial, key)));
  std::vector<json> values;
  const auto take = [&](const json& value) {
    if (missing.erase(value_identity(value)) > 0) values.push_back(value);
  };
  if (const AxisInfo* axis = find_axis(input, key)) std::for_each(axis->values.begin(), axis->values.end(), take);
  for (const Observation* trial : trials) take(value_of(*trial, key));
  return values;
}

const AxisInfo* find_axis(const Input& input, const std::string& key) {
  const auto found =
      std::find_if(input.axes.begin(), input.axes.end(), [&](const AxisInfo& axis) { return axis.key == key; });
  return found == input.axes.end() ? nullptr : &*found;
}

std::size_t place_on_axis(const Input& input, const std::string& key, const json& value) {
  std::vector<json> values;
  if (const AxisInfo* axis = find_axis(input, key)) {
    values = axis->values;
  } else {
    values = distinct_values(input, key, all_trials(input));
  }
  const std::string identity = value_identity(value);
  const auto found =
      std::find_if(values.begin(), values.end(), [&](const json& v) { return value_identity(v) == identity; });
  return static_cast<std::size_t>(found - values.begin());
}

std::optional<json> majority_value(const Trials& trials, const std::string& key) {
  std::unordered_map<std::string, std::size_t> counts;
  for (const Observation* trial : trials) {
    const json& value = value_of(*trial, key);
    if (3 * ++counts[value_identity(value)] >= 2 * trials.size()) return value;
  }
  return std::nullopt;
}

std::optional<double> counted_value(const Observation& trial, const Metric& metric) {
  if (trial.state == "diverged") return metric.chance;
  const auto found = trial.metrics.find(metric.name);
  const bool counts = trial.state == "done" && found != trial.metrics.end() && std::isfinite(found->second);
  return counts ? std::optional(found->second) : std::nullopt;
}

std::string identity_of(const Observation& trial, const std::vector<std::string>& keys) {
  // A JSON list, so that no text can pass for two.
  json identities = json::array();
  for (const std::string& key : keys) identities.push_back(value_identity(value_of(trial, key)));
  return identities.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string seeds_of(const Observation& trial) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : trial.config) {
    if (is_seed(key)) keys.push_back(key);
  }
  return identity_of(trial, keys);
}

const json& value_of(const Observation& trial, const std::string& key) {
  static const json none;
  const auto found = trial.config.find(key);
  return found == trial.config.end() ? none : found->second;
}

}  // namespace actsweep::report
