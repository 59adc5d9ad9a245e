#include "harness/claims/ranking_points.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "harness/report/counting.h"
#include "harness/report/grouping.h"
#include "harness/report/value.h"

namespace actsweep::claims {
namespace {

using nlohmann::json;
using report::Input;
using report::kActivation;
using report::Observation;
using Keys = std::vector<std::string>;

bool is_determined(const Input& input, const std::string& key, const Keys& keys) {
  return report::is_determined(report::all_trials(input), key, keys);
}

bool is_of_activation(const std::string& key) { return key.starts_with(std::string(kActivation) + "."); }

/// The activation and those of its own keys that tell two of the same name apart.
Keys activation_keys(const Input& input) {
  Keys keys = {kActivation};
  for (const report::AxisInfo& axis : input.axes) {
    if (is_of_activation(axis.key) && !is_determined(input, axis.key, keys)) keys.push_back(axis.key);
  }
  return keys;
}

std::string activation_text(const Observation& trial, const Keys& keys) {
  std::vector<std::string> own;
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const json& value = report::value_of(trial, keys[i]);
    const std::string name = keys[i].substr(std::string_view(kActivation).size() + 1);
    if (!value.is_null()) own.push_back(fmt::format("{} {}", name, report::value_text(value)));
  }
  const std::string text = report::value_text(report::value_of(trial, kActivation));
  return own.empty() ? text : fmt::format("{} ({})", text, fmt::join(own, ", "));
}

void name_points(const Input& input, RankingPoints& all) {
  std::vector<std::optional<json>> usual;
  for (const std::string& key : all.keys) usual.push_back(report::majority_value(report::all_trials(input), key));
  for (RankingPoint& point : all.points) {
    std::vector<std::string> told, always;
    for (std::size_t k = 0; k < all.keys.size(); ++k) {
      if (usual[k] && report::value_identity(point.values[k]) == report::value_identity(*usual[k])) continue;
      (usual[k] ? told : always)
          .push_back(fmt::format("{} {}", report::uncapitalized(report::key_label(all.keys[k])),
                                 report::value_text(point.values[k])));
    }
    told.insert(told.end(), always.begin(), always.end());  // what a point changes comes first
    point.text = fmt::format("{}", fmt::join(told, ", "));
    if (told.empty()) point.text = all.points.size() == 1 ? "all trials" : "nothing changed";
  }
}

}  // namespace

std::vector<const Observation*> RankingPoint::all_trials() const {
  std::vector<const Observation*> all;
  for (const auto& own : trials) all.insert(all.end(), own.begin(), own.end());
  return all;
}

RankingPoints find_ranking_points(const Input& input) {
  RankingPoints all;
  const Keys own = activation_keys(input);
  Keys before = own;
  for (const report::AxisInfo& axis : input.axes) {
    if (report::is_seed(axis.key) || axis.key == kActivation || is_of_activation(axis.key)) continue;
    if (!is_determined(input, axis.key, before)) {
      all.keys.push_back(axis.key);
      before.push_back(axis.key);
    } else if (!is_determined(input, axis.key, all.keys)) {
      all.tied.push_back(axis.key);
    }
  }
  // In the order of the axis, not of the trials.
  std::map<std::string, std::size_t> numbers, places;
  std::vector<std::pair<std::size_t, const Observation*>> firsts;
  for (const Observation& trial : input.trials) {
    if (!numbers.emplace(report::identity_of(trial, own), 0).second) continue;
    firsts.emplace_back(report::place_on_axis(input, kActivation, report::value_of(trial, kActivation)), &trial);
  }
  std::stable_sort(firsts.begin(), firsts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [place, trial] : firsts) {
    numbers[report::identity_of(*trial, own)] = all.activations.size();
    all.activations.push_back(activation_text(*trial, own));
  }
  for (const Observation& trial : input.trials) {
    const auto [found, is_new] = places.emplace(report::identity_of(trial, all.keys), all.points.size());
    if (is_new) {
      all.points.emplace_back();
      all.points.back().trials.resize(all.activations.size());
      for (const std::string& key : all.keys) all.points.back().values.push_back(report::value_of(trial, key));
    }
    all.points[found->second].trials[numbers.at(report::identity_of(trial, own))].push_back(&trial);
  }
  name_points(input, all);
  return all;
}

}  // namespace actsweep::claims
