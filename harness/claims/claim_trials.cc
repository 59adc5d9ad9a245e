#include "harness/claims/claim_trials.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/results/published_point.h"
#include "harness/results/value.h"
#include "harness/statistics/tests.h"
#include "harness/util/error.h"
#include "harness/util/sha256.h"

namespace actsweep::claims {
namespace {

using nlohmann::json;

bool holds(const std::vector<json>& values, const std::string& text) {
  return std::any_of(values.begin(), values.end(), [&](const json& value) { return is_value(value, text); });
}

}  // namespace

ClaimTrials::ClaimTrials(const Results& results, const Claim& claim)
    : results_(results),
      claim_(claim),
      selected_(select(results, claim.select)),
      table_{describe_metric(claim.metric, results)} {
  over_ = axis_of(claim);
  choose_points();
  find_activations();
  fill_table();
}

void ClaimTrials::choose_points() {
  if (over_.empty()) {
    points_ = {json()};
    min_points_ = 1;
    return;
  }
  const AxisValues* const own = find_axis(results_.file_axes, over_);
  const AxisValues* const selected = find_axis(results_.axes, over_);
  const std::vector<json> none;
  const std::vector<json>& whole = own != nullptr ? own->values : selected != nullptr ? selected->values : none;
  const std::vector<json>& there = selected != nullptr ? selected->values : none;
  for (const std::string& wanted : claim_.at) {
    if (!holds(there, wanted)) missing_ = fmt::format("{} {} is not in the selection", over_, wanted);
  }
  std::copy_if(there.begin(), there.end(), std::back_inserter(points_), [&](const json& value) {
    return claim_.at.empty() || std::any_of(claim_.at.begin(), claim_.at.end(),
                                            [&](const std::string& wanted) { return is_value(value, wanted); });
  });
  if (points_.empty()) points_ = {json()};  // missing_ says so
  const std::size_t all = claim_.at.empty() ? whole.size() : claim_.at.size();
  if (missing_.empty() && points_.size() < all) {
    missing_ = fmt::format("the selection has {} of the {} points", points_.size(), all);
  }
  min_points_ = claim_.min_points ? static_cast<std::size_t>(*claim_.min_points) : all;
}

void ClaimTrials::find_activations() {
  for (const std::string& activation : {claim_.activation, claim_.other}) {
    const bool is_there = std::any_of(results_.trials.begin(), results_.trials.end(), [&](const Observation& trial) {
      return is_value(value_of(trial, kActivation), activation);
    });
    if (!activation.empty() && !is_there) missing_ = fmt::format("{} is not in the selection", activation);
  }
}

bool ClaimTrials::is_at(const Observation& trial, const json& point) const {
  return point.is_null() || value_identity(value_of(trial, over_)) == value_identity(point);
}

void ClaimTrials::fill_table() {
  table_.columns = {claim_.activation};
  if (!claim_.is_of_one()) table_.columns.push_back(claim_.other);
  for (const json& point : points_) {
    std::vector<Observations> trials(table_.columns.size());
    Observations others;
    for (const Observation* trial : selected_.trials) {
      if (!is_at(*trial, point)) continue;
      const auto is_its = [&](const std::string& name) { return is_value(value_of(*trial, kActivation), name); };
      const auto column = std::find_if(table_.columns.begin(), table_.columns.end(), is_its) - table_.columns.begin();
      const auto index = static_cast<std::size_t>(column);
      (index < trials.size() ? trials[index] : others).push_back(trial);
    }
    RunsTable::Row& row = table_.add_row(point.is_null() ? "all" : value_text(point), trials, others);
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const std::string& name = table_.columns[i];
      row.cells[i].published = point.is_null() ? find_published(results_, kActivation, json(name), claim_.metric, name)
                                               : find_published(results_, over_, point, claim_.metric, name);
    }
  }
}

void ClaimTrials::check_seeds() const {
  for (const RunsTable::Row& row : table_.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i].runs.repeated == 0) continue;
      throw InputError(
          fmt::format("{}: report.claims.over: several trials of {} at one point have the same seed, so "
                      "something besides the activation and {} varies; a claim is about one axis",
                      claim_.place, table_.columns[i], over_.empty() ? "the seed" : over_));
    }
  }
}

bool ClaimTrials::is_subject(const Observation& trial) const {
  const json& activation = value_of(trial, kActivation);
  if (!is_value(activation, claim_.activation) && !is_value(activation, claim_.other)) return false;
  return std::any_of(points_.begin(), points_.end(), [&](const json& point) { return is_at(trial, point); });
}

std::size_t ClaimTrials::unfinished() const {
  return static_cast<std::size_t>(std::count_if(results_.trials.begin(), results_.trials.end(), [&](const auto& trial) {
    return trial.is_unfinished() && is_subject(trial);
  }));
}

std::string ClaimTrials::evidence() const {
  std::set<std::string> lines;
  for (const Observation& trial : results_.trials) {
    if (!is_subject(trial) || !(trial.state == "diverged" || finished_value(trial, table_.metric))) continue;
    lines.insert(
        fmt::format("{} {} {}\n", trial.trial_id, trial.state, finished_value(trial, table_.metric).value_or(0)));
  }
  return sha256_of(fmt::format("{}", fmt::join(lines, "")));
}

bool is_informative(const Results& results) {
  constexpr const char* kMetric = "test_top1";
  const Metric metric = describe_metric(kMetric, results.classes);
  if (!metric.chance) return true;
  const double guess = std::max(*metric.chance, results.best_guess);
  std::vector<std::vector<double>> groups;  // of trials that differ only in their seeds
  for (const Observations& trials : groups_of(all_trials(results), setting_keys(results))) {
    std::vector<double>& values = groups.emplace_back();
    for (const Observation* trial : trials) {
      if (const auto value = counted_value(*trial, metric)) values.push_back(*value);
    }
  }
  std::erase_if(groups, [](const std::vector<double>& values) { return values.size() < 2; });
  if (groups.empty()) return true;
  return std::any_of(groups.begin(), groups.end(), [&](const std::vector<double>& values) {
    // Far from guessing whatever the spread, or significantly better, by Bonferroni over the groups.
    if (*std::min_element(values.begin(), values.end()) >= 2 * guess) return true;
    const std::vector<double> guesses(values.size(), guess);
    const double p = statistics::paired_difference(values, guesses).p_greater();
    return static_cast<double>(groups.size()) * p <= kAlpha;
  });
}

}  // namespace actsweep::claims
