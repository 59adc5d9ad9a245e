#include "harness/results/selection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "harness/config/axis.h"
#include "harness/config/mapping.h"
#include "harness/results/metric.h"
#include "harness/results/value.h"
#include "harness/schema/trial_params.h"
#include "harness/statistics/summary.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using nlohmann::json;

/// The mean by which a value competes, larger being better; nothing where none of its trials finished.
std::optional<double> merit(const Observations& trials, const Metric& metric) {
  const double sign = metric.kind == Metric::Kind::kLoss ? -1 : 1;
  std::vector<double> values;
  for (const Observation* trial : trials) {
    if (const auto value = counted_value(*trial, metric)) values.push_back(sign * *value);
  }
  if (values.empty()) return std::nullopt;
  return statistics::summarize(values).mean;
}

void check(const Results& results, const Selection& selection) {
  if (find_axis(results.axes, selection.over) == nullptr) {
    throw InputError(fmt::format("select.over of {}: {} is no axis of the grid", results.name, selection.over));
  }
  const auto is_done = [](const Observation& trial) { return trial.state == "done"; };
  const auto has_metric = [&](const Observation& trial) { return trial.metrics.contains(selection.by); };
  if (std::any_of(results.trials.begin(), results.trials.end(), is_done) &&
      std::none_of(results.trials.begin(), results.trials.end(), has_metric)) {
    throw InputError(fmt::format(
        "select.by of {}: no finished trial has {}; hold a part of the training images out, as validation: 0.1 does",
        results.name, selection.by));
  }
}

/// Chooses among the trials of one setting, and keeps those of the value chosen.
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
  const auto coming = static_cast<std::size_t>(
      std::count_if(trials.begin(), trials.end(), [](const Observation* trial) { return trial->is_unfinished(); }));
  selected.still_to_come += coming;
  if (coming > 0) choice.value = json();
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
    fail_at(*value.find("over"), key + ".over", "seeds are repetitions; to choose the luckiest would show nothing");
  }
  if (selection.by != "val_top1" && selection.by != "val_loss") {
    fail_at(*value.find("by"), key + ".by",
            "is val_top1 or val_loss: what chooses has to be measured on images that are neither trained nor reported "
            "on");
  }
  return selection;
}

void check_selection(const Selection& selection, const Experiment& experiment, const std::string& place,
                     const std::string& key) {
  if (!varies(experiment, selection.over))
    fail_at(place, key + ".over", selection.over + " is not an axis of the grid");
  if (!sets(experiment, "validation")) {
    fail_at(place, key + ".by",
            selection.by + " is measured on a validation split, which these trials lack; add, say, validation: 0.1");
  }
}

Selected select(const Results& results, const std::optional<Selection>& selection) {
  if (!selection) return {.trials = all_trials(results), .choices = {}};
  Selected selected;
  check(results, *selection);
  std::vector<std::string> others;
  for (const AxisValues& axis : results.axes) {
    if (!is_seed(axis.key) && axis.key != selection->over) others.push_back(axis.key);
  }
  std::vector<std::string> order;
  std::map<std::string, Observations> settings;
  for (const Observation& trial : results.trials) {
    const std::string setting = identity_of(trial, others);
    if (!settings.contains(setting)) order.push_back(setting);
    settings[setting].push_back(&trial);
  }
  for (const std::string& setting : order) {
    const Observations& trials = settings[setting];
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
    notes.push_back(fmt::format("The {} with the best mean {} over the seeds, of {} each: {}", what, selection.by,
                                budgets.size() == 1 ? std::to_string(*budgets.begin()) : "unequal numbers",
                                fmt::join(lines, "; ")));
  }
  if (budgets.size() > 1) notes.emplace_back("The numbers of values tried differ: the comparison is not fair");
  if (!at_end.empty()) {
    notes.push_back(
        fmt::format("At the end of the range, beyond which a better one may lie: {}", fmt::join(at_end, ", ")));
  }
  if (selected.still_to_come > 0) {
    notes.push_back(counted(selected.still_to_come, "trial") +
                    " still to come: nothing is chosen where one is missing");
  }
  return notes;
}

}  // namespace actsweep
