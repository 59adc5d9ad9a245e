#include "harness/results/selection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/config/axis.h"
#include "harness/config/mapping.h"
#include "harness/results/metric.h"
#include "harness/results/value.h"
#include "harness/schema/trial_params.h"
#include "harness/statistics/summary.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using nlohmann::json;

/// The mean by which a value competes; larger is better. None if no trial finished.
std::optional<double> merit(const Observations& trials, const Metric& metric) {
  std::vector<double> values;
  for (const Observation* trial : trials) {
    if (const auto value = counted_value(*trial, metric)) values.push_back(metric.sign() * *value);
  }
  if (values.empty()) return std::nullopt;
  return statistics::summarize(values).mean;
}

/// Chooses a value for the trials of one setting and adds the trials of that value to `selected`.
SelectedValue choose(const Results& results, const Selection& selection, const Observations& trials,
                     Selected& selected) {
  const Metric metric = describe_metric(selection.by, results);
  const std::vector<json> values = distinct_values(results, selection.over, trials);
  SelectedValue choice{.setting = {}, .value = {}, .candidates = values.size()};
  std::optional<double> best;
  for (const json& value : values) {
    const auto found = merit(with_value(trials, selection.over, value), metric);
    if (!found || (best && *found <= *best)) continue;
    best = found;
    choice.value = value;
  }
  const auto unfinished = static_cast<std::size_t>(
      std::count_if(trials.begin(), trials.end(), [](const Observation* trial) { return trial->is_unfinished(); }));
  selected.unfinished += unfinished;
  if (unfinished > 0) choice.value = json();
  if (choice.value.is_null()) return choice;
  if (choice.value.is_number() && values.size() > 1) {
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    choice.is_at_end = choice.value == *lowest || choice.value == *highest;
  }
  const Observations kept = with_value(trials, selection.over, choice.value);
  selected.trials.insert(selected.trials.end(), kept.begin(), kept.end());
  return choice;
}

}  // namespace

Selection parse_selection(const YamlValue& value, const std::string& key) {
  expect_keys(value, key, {"over", "by"});
  Selection selection{.over = canonical_key(required_text(value, "over", key)), .by = required_text(value, "by", key)};
  if (is_seed(selection.over)) {
    fail_at(*value.find("over"), key + ".over",
            "seeds are repetitions: choosing the luckiest seed would prove nothing");
  }
  if (selection.by != "val_top1" && selection.by != "val_loss") {
    fail_at(
        *value.find("by"), key + ".by",
        "must be val_top1 or val_loss: a selection needs images that are used neither for training nor for results");
  }
  return selection;
}

void check_selection(const Selection& selection, const YamlValue& given, const KnownValues& known,
                     const std::string& key) {
  if (!varies(known.grid().experiment(), selection.over)) {
    fail_at(at_key(given, "over"), key + ".over", selection.over + " is not an axis of the grid");
  }
  check_recorded(selection.by, false, known, at_key(given, "by"), key + ".by");
}

Selected select(const Results& results, const std::optional<Selection>& selection) {
  if (!selection) return {.trials = all_trials(results), .choices = {}};
  Selected selected;
  std::vector<std::string> others = setting_keys(results);
  std::erase(others, selection->over);
  for (const Observations& trials : groups_of(all_trials(results), others)) {
    SelectedValue choice = choose(results, *selection, trials, selected);
    for (const std::string& key : others) choice.setting.emplace_back(key, value_of(*trials.front(), key));
    selected.choices.push_back(std::move(choice));
  }
  return selected;
}

std::vector<std::string> describe_choices(const Selected& selected, const Selection& selection) {
  const std::string what = uncapitalized(key_label(selection.over));
  std::vector<std::string> lines, at_end;
  std::set<std::size_t> budgets;
  for (const SelectedValue& choice : selected.choices) {
    std::vector<std::string> setting;
    for (const auto& [key, value] : choice.setting) {
      setting.push_back(is_activation_key(key)
                            ? shown_value(key, value)
                            : fmt::format("{} {}", uncapitalized(key_label(key)), value_text(value)));
    }
    const std::string name = setting.empty() ? "all" : fmt::format("{}", fmt::join(setting, ", "));
    budgets.insert(choice.candidates);
    if (choice.value.is_null()) continue;
    lines.push_back(fmt::format("{}: {}", name, value_text(choice.value)));
    if (choice.is_at_end) at_end.push_back(name);
  }
  std::vector<std::string> notes;
  if (!lines.empty()) {
    notes.push_back(fmt::format(
        "The {} with the best mean {} over the seeds, of {} values each: {}", what, selection.by,
        budgets.size() == 1 ? std::to_string(*budgets.begin()) : "unequal numbers", fmt::join(lines, "; ")));
  }
  if (budgets.size() > 1) notes.emplace_back("Unfair comparison: the numbers of values tried differ");
  if (!at_end.empty()) {
    notes.push_back(
        fmt::format("At the end of the range, so a better value may lie beyond it: {}", fmt::join(at_end, ", ")));
  }
  if (selected.unfinished > 0) {
    notes.push_back(counted(selected.unfinished, "unfinished trial") + ": no choice for their settings yet");
  }
  return notes;
}

}  // namespace actsweep
