#include "harness/claims/ranking_points.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "harness/results/comparison.h"
#include "harness/results/value.h"
#include "harness/schema/trial_params.h"

namespace actsweep::claims {
namespace {

using nlohmann::json;
using Keys = std::vector<std::string>;

bool is_determined(const Results& results, const std::string& key, const Keys& keys) {
  return actsweep::is_determined(all_trials(results), key, keys);
}

bool is_of_activation(const std::string& key) { return key.starts_with(std::string(kActivation) + "."); }

/// The activation and those of its own keys that tell two of the same name apart.
Keys activation_keys(const Results& results) {
  Keys keys = {kActivation};
  for (const AxisValues& axis : results.axes) {
    if (is_of_activation(axis.key) && !is_determined(results, axis.key, keys)) keys.push_back(axis.key);
  }
  return keys;
}

std::string activation_text(const Observation& trial, const Keys& keys) {
  std::vector<std::string> own;
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const json& value = value_of(trial, keys[i]);
    const std::string name = keys[i].substr(std::string_view(kActivation).size() + 1);
    if (!value.is_null()) own.push_back(fmt::format("{} {}", name, value_text(value)));
  }
  const std::string text = value_text(value_of(trial, kActivation));
  return own.empty() ? text : fmt::format("{} ({})", text, fmt::join(own, ", "));
}

void name_points(const Results& results, RankingPoints& all) {
  std::vector<std::optional<json>> usual;
  for (const std::string& key : all.keys) usual.push_back(majority_value(all_trials(results), key));
  for (RankingPoint& point : all.points) {
    std::vector<std::string> told, always;
    for (std::size_t k = 0; k < all.keys.size(); ++k) {
      if (usual[k] && value_identity(point.values[k]) == value_identity(*usual[k])) continue;
      (usual[k] ? told : always)
          .push_back(fmt::format("{} {}", uncapitalized(key_label(all.keys[k])), value_text(point.values[k])));
    }
    told.insert(told.end(), always.begin(), always.end());  // what a point changes comes first
    point.text = fmt::format("{}", fmt::join(told, ", "));
    if (told.empty()) point.text = all.points.size() == 1 ? "all trials" : "nothing changed";
  }
}

}  // namespace

Observations RankingPoint::all_trials() const {
  Observations all;
  for (const auto& own : trials) all.insert(all.end(), own.begin(), own.end());
  return all;
}

RankingPoints find_ranking_points(const Results& results) {
  RankingPoints all;
  const Keys own = activation_keys(results);
  Keys before = own;
  for (const AxisValues& axis : results.axes) {
    if (is_seed(axis.key) || axis.key == kActivation || is_of_activation(axis.key)) continue;
    if (!is_determined(results, axis.key, before)) {
      all.keys.push_back(axis.key);
      before.push_back(axis.key);
    } else if (!is_determined(results, axis.key, all.keys)) {
      all.tied.push_back(axis.key);
    }
  }
  // In the order of the axis, not of the trials.
  std::map<std::string, std::size_t> numbers, places;
  std::vector<std::pair<std::size_t, const Observation*>> firsts;
  for (const Observation& trial : results.trials) {
    if (!numbers.emplace(identity_of(trial, own), 0).second) continue;
    firsts.emplace_back(place_on_axis(results, kActivation, value_of(trial, kActivation)), &trial);
  }
  std::stable_sort(firsts.begin(), firsts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [place, trial] : firsts) {
    numbers[identity_of(*trial, own)] = all.activations.size();
    all.activations.push_back(activation_text(*trial, own));
  }
  for (const Observation& trial : results.trials) {
    const auto [found, is_new] = places.emplace(identity_of(trial, all.keys), all.points.size());
    if (is_new) {
      all.points.emplace_back();
      all.points.back().trials.resize(all.activations.size());
      for (const std::string& key : all.keys) all.points.back().values.push_back(value_of(trial, key));
    }
    all.points[found->second].trials[numbers.at(identity_of(trial, own))].push_back(&trial);
  }
  name_points(results, all);
  return all;
}

}  // namespace actsweep::claims
