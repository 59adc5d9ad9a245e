#include "harness/claims/claim_trials.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/results/published_point.h"
#include "harness/results/value.h"
#include "harness/schema/trial_params.h"
#include "harness/statistics/tests.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"
#include "harness/util/sha256.h"

namespace actsweep::claims {
namespace {

using nlohmann::json;

bool holds(const std::vector<json>& values, const std::string& text) {
  return std::any_of(values.begin(), values.end(), [&](const json& value) { return is_value(value, text); });
}

std::vector<std::string> texts(const std::vector<json>& values) {
  std::vector<std::string> texts;
  for (const json& value : values) texts.push_back(value_text(value));
  return texts;
}

}  // namespace

ClaimTrials::ClaimTrials(const Results& results, const Claim& claim)
    : results_(results), claim_(claim), selected_(select(results, claim.select)), metric_(claim.metric, results) {
  if (!metric_.has_direction()) {
    refuse("metric", fmt::format("{} has no direction; test_top1 and test_loss have", claim.metric));
  }
  over_ = claim.over;
  if (over_ == kActivation || (claim.select && over_ == claim.select->over)) over_.clear();
  choose_points();
  check_activations();
}

void ClaimTrials::refuse(const std::string& key, const std::string& what) const {
  throw InputError(fmt::format("{}: report.claims{}{}: {}", claim_.place, key.empty() ? "" : ".", key, what));
}

void ClaimTrials::choose_points() {
  if (over_.empty()) {
    points_ = {json()};
    min_points_ = 1;
    return;
  }
  const AxisValues* const own = find_axis(results_.file_axes, over_);
  const AxisValues* const selected = find_axis(results_.axes, over_);
  if (own == nullptr && selected == nullptr) {
    std::vector<std::string> keys;
    for (const AxisValues& axis : results_.file_axes) keys.push_back(axis.key);
    refuse("over", fmt::format("{} is no axis of the grid{}; its axes are {}", over_, did_you_mean(over_, keys),
                               fmt::join(keys, ", ")));
  }
  const std::vector<json> none;
  const std::vector<json>& whole = own != nullptr ? own->values : selected->values;
  const std::vector<json>& there = selected != nullptr ? selected->values : none;
  for (const std::string& wanted : claim_.at) {
    if (!holds(whole, wanted) && !holds(there, wanted)) {
      refuse("at", fmt::format("{} has no value {}; it has {}", over_, wanted, fmt::join(texts(whole), ", ")));
    }
    if (!holds(there, wanted)) missing_ = fmt::format("{} {} is not in the selection", over_, wanted);
  }
  std::copy_if(there.begin(), there.end(), std::back_inserter(points_), [&](const json& value) {
    return claim_.at.empty() || std::any_of(claim_.at.begin(), claim_.at.end(),
                                            [&](const std::string& wanted) { return is_value(value, wanted); });
  });
  if (points_.empty()) points_ = {json()};  // nothing is there: said below
  const std::size_t all = claim_.at.empty() ? whole.size() : claim_.at.size();
  if (claim_.of && static_cast<std::size_t>(*claim_.of) != all) {
    refuse("at_least", fmt::format("there are {} points, not {}", all, *claim_.of));
  }
  if (missing_.empty() && points_.size() < all) {
    missing_ = fmt::format("the selection has {} of the {} points", points_.size(), all);
  }
  min_points_ = claim_.min_points ? static_cast<std::size_t>(*claim_.min_points) : all;
}

void ClaimTrials::check_activations() {
  const AxisValues* const own = find_axis(results_.file_axes, kActivation);
  for (const std::string& activation : {claim_.activation, claim_.other}) {
    if (activation.empty()) continue;
    const bool is_there = std::any_of(results_.trials.begin(), results_.trials.end(), [&](const Observation& trial) {
      return is_value(value_of(trial, kActivation), activation);
    });
    if (is_there) continue;
    if (own == nullptr || !holds(own->values, activation)) {
      refuse("", fmt::format("the experiment has no trial with {}", activation));
    }
    missing_ = fmt::format("{} is not in the selection", activation);
  }
}

bool ClaimTrials::is_at(const Observation& trial, const json& point) const {
  return point.is_null() || value_identity(value_of(trial, over_)) == value_identity(point);
}

Runs ClaimTrials::runs(const std::string& activation, const json& point) const {
  Observations at_point, of_activation;
  for (const Observation* trial : selected_.trials) {
    if (!is_at(*trial, point)) continue;
    at_point.push_back(trial);
    if (is_value(value_of(*trial, kActivation), activation)) of_activation.push_back(trial);
  }
  Runs runs = metric_.runs(of_activation, at_point);
  if (runs.repeated > 0) {
    refuse("over", fmt::format("several trials of {} at one point have the same seed: besides the activation and {} "
                               "something else varies; a claim is about one axis",
                               activation, over_.empty() ? "the seed" : over_));
  }
  return runs;
}

bool ClaimTrials::is_subject(const Observation& trial) const {
  const json& activation = value_of(trial, kActivation);
  if (!is_value(activation, claim_.activation) && !is_value(activation, claim_.other)) return false;
  return std::any_of(points_.begin(), points_.end(), [&](const json& point) { return is_at(trial, point); });
}

std::size_t ClaimTrials::still_to_come() const {
  return static_cast<std::size_t>(std::count_if(results_.trials.begin(), results_.trials.end(), [&](const auto& trial) {
    return trial.is_unfinished() && is_subject(trial);
  }));
}

std::string ClaimTrials::evidence() const {
  std::set<std::string> lines;
  for (const Observation& trial : results_.trials) {
    if (!is_subject(trial) || !(trial.state == "diverged" || metric_.finished_value(trial))) continue;
    lines.insert(fmt::format("{} {} {}\n", trial.trial_id, trial.state, metric_.finished_value(trial).value_or(0)));
  }
  return sha256_of(fmt::format("{}", fmt::join(lines, "")));
}

std::optional<std::pair<double, double>> ClaimTrials::published(const std::string& activation,
                                                                const json& point) const {
  const json subject = activation;
  const PublishedNumber* const number = point.is_null()
                                            ? find_published(results_, kActivation, subject, claim_.metric, activation)
                                            : find_published(results_, over_, point, claim_.metric, activation);
  if (number == nullptr) return std::nullopt;
  return std::pair(metric_.sign() * number->in_our_unit(), number->error_in_our_unit().value_or(0));
}

bool is_informative(const Results& results) {
  constexpr const char* kMetric = "test_top1";
  const Metric metric = describe_metric(kMetric, results.classes);
  if (!metric.chance) return true;
  const double guess = std::max(*metric.chance, results.best_guess);
  // Trials that differ in their seeds alone.
  std::map<std::string, std::vector<double>> groups;
  for (const Observation& trial : results.trials) {
    std::string group;
    for (const AxisValues& axis : results.axes) {
      if (!is_seed(axis.key)) group += value_identity(value_of(trial, axis.key)) + '\n';
    }
    const auto found = trial.metrics.find(kMetric);
    if (trial.state == "diverged") {
      groups[group].push_back(*metric.chance);
    } else if (trial.state == "done" && found != trial.metrics.end()) {
      groups[group].push_back(found->second);
    }
  }
  std::erase_if(groups, [](const auto& group) { return group.second.size() < 2; });
  if (groups.empty()) return true;
  return std::any_of(groups.begin(), groups.end(), [&](const auto& group) {
    const std::vector<double>& values = group.second;
    // Far from guessing whatever the spread; or near it, and beyond what the best of so many groups would reach by
    // luck.
    if (*std::min_element(values.begin(), values.end()) >= 2 * guess) return true;
    const std::vector<double> guesses(values.size(), guess);
    const double p = statistics::paired_difference(values, guesses).p_greater();
    return static_cast<double>(groups.size()) * p <= 0.05;
  });
}

}  // namespace actsweep::claims
