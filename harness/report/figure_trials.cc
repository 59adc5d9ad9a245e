#include "harness/report/figure_trials.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "harness/results/value.h"
#include "harness/schema/trial_params.h"

namespace actsweep::report {
namespace {

using nlohmann::json;

bool is_where(const Observation& one, const FigureSpec& figure) {
  return std::all_of(figure.where.begin(), figure.where.end(),
                     [&](const auto& condition) { return is_value(value_of(one, condition.first), condition.second); });
}

/// The trials in which every axis that the figure neither shows nor is tied to has the value that most trials have.
Observations with_others_default(const Results& results, const FigureSpec& figure, Observations trials) {
  const Observations all = all_trials(results);
  for (const AxisValues& axis : results.axes) {
    if (is_seed(axis.key) || uses_key(figure, axis.key)) continue;
    if (is_determined(all, axis.key, {figure.x, figure.by})) continue;  // as the rates of an optimizer
    if (const auto value = majority_value(all, axis.key)) trials = with_value(trials, axis.key, *value);
  }
  return trials;
}

int epoch_of(const Observation& detail) { return value_of(detail, kEpochKey).get<int>(); }

/// Of each trial those after the last epoch that has any.
Observations last_epochs(const Observations& details) {
  std::map<std::string, int> last;
  for (const Observation* one : details) {
    int& epoch = last[one->trial_id];
    epoch = std::max(epoch, epoch_of(*one));
  }
  Observations kept;
  std::copy_if(details.begin(), details.end(), std::back_inserter(kept),
               [&](const Observation* one) { return epoch_of(*one) == last[one->trial_id]; });
  return kept;
}

bool is_constant(const Observations& trials, const std::string& key) { return is_determined(trials, key, {}); }

std::vector<Panel> split(const Results& results, const Panel& panel, const std::string& key) {
  std::vector<Panel> parts;
  for (const json& value : distinct_values(results, key, panel.observations)) {
    Panel part{panel.fixed, {}, with_value(panel.observations, key, value)};
    part.fixed.emplace_back(key, value);
    parts.push_back(std::move(part));
  }
  return parts;
}

/// The keys besides the grid's axes that tell observations of the level apart.
std::vector<std::string> detail_keys(Level level) {
  switch (level) {
    case Level::kTrial: return {};
    case Level::kEpoch: return {kEpochKey};
    default: return {kLayerKey, kEpochKey};
  }
}

}  // namespace

Observations observations_of(const Results& results, const FigureSpec& figure, const Observations& all) {
  const Observations trials = figure.others_default ? with_others_default(results, figure, all) : all;
  const Level level = level_of(figure);
  Observations found;
  if (level == Level::kTrial) {
    std::copy_if(trials.begin(), trials.end(), std::back_inserter(found),
                 [&](const Observation* trial) { return is_where(*trial, figure); });
    return found;
  }
  std::set<std::string> ids;
  for (const Observation* trial : trials) ids.insert(trial->trial_id);
  const auto details = results.details.find(level);
  if (details == results.details.end()) return found;
  for (const Observation& one : details->second) {
    // A layer has the metrics of its activation or those of its weights.
    const bool is_of_kind = level != Level::kLayer || one.metrics.contains(figure.y);
    if (ids.contains(one.trial_id) && is_of_kind && is_where(one, figure)) found.push_back(&one);
  }
  return level == Level::kLayer && !uses_key(figure, kEpochKey) ? last_epochs(found) : found;
}

std::vector<Panel> make_panels(const Results& results, const FigureSpec& figure, const Observations& observations) {
  Panel whole{.fixed = {}, .tied = {}, .observations = observations};
  std::vector<std::string> grouping = {figure.x, figure.by};
  // Each distribution has bins of its own, which would tell it from the others if they were a setting.
  if (figure.x == kPreactivationKey) grouping = {figure.by};
  std::vector<Panel> panels = {whole};
  std::vector<std::string> keys, tied;
  for (const AxisValues& axis : results.axes) keys.push_back(axis.key);
  for (const std::string& key : detail_keys(level_of(figure))) keys.push_back(key);
  for (const std::string& key : keys) {
    if (is_seed(key) || key == figure.x || key == figure.by) continue;
    if (figure.select && key == figure.select->over) continue;
    if (is_determined(whole.observations, key, grouping)) {
      tied.push_back(key);
      continue;
    }
    grouping.push_back(key);
    std::vector<Panel> parts;
    for (const Panel& panel : panels) {
      for (Panel& part : split(results, panel, key)) parts.push_back(std::move(part));
    }
    panels = std::move(parts);
  }
  for (Panel& panel : panels) {
    std::copy_if(tied.begin(), tied.end(), std::back_inserter(panel.tied),
                 [&](const std::string& key) { return !is_constant(panel.observations, key); });
  }
  return panels;
}

}  // namespace actsweep::report
