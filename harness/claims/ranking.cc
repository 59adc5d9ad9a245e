#include "harness/claims/ranking.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "harness/config/mapping.h"
#include "harness/results/published_point.h"
#include "harness/results/value.h"
#include "harness/schema/epoch.h"
#include "harness/util/nearest.h"

namespace actsweep::claims {
namespace {

using nlohmann::json;
using Keys = std::vector<std::string>;

constexpr const char* kKey = "report.ranking";

std::vector<std::string> ranked_metrics() {
  std::vector<std::string> names;
  for (const EpochMetric& metric : epoch_metrics()) {
    if (metric.text.better != MetricText::Better::kNeither) names.emplace_back(metric.name);
  }
  return names;
}

bool is_of_activation(const std::string& key) { return key.starts_with(std::string(kActivation) + "."); }

/// The activation and those of its own keys that tell two of the same name apart.
Keys activation_keys(const Results& results) {
  Keys keys = {kActivation};
  for (const AxisValues& axis : results.axes) {
    if (is_of_activation(axis.key) && !is_determined(all_trials(results), axis.key, keys)) keys.push_back(axis.key);
  }
  return keys;
}

std::string activation_text(const Observation& trial, const Keys& keys) {
  std::vector<std::string> settings;
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const json& value = value_of(trial, keys[i]);
    const std::string name = keys[i].substr(std::string_view(kActivation).size() + 1);
    if (!value.is_null()) settings.push_back(fmt::format("{} {}", name, value_text(value)));
  }
  const std::string text = value_text(value_of(trial, kActivation));
  return settings.empty() ? text : fmt::format("{} ({})", text, fmt::join(settings, ", "));
}

void find_keys(const Results& results, const Keys& activation, Ranking& ranking) {
  const Observations trials = all_trials(results);
  Keys before = activation;
  for (const std::string& key : setting_keys(results)) {
    if (key == kActivation || is_of_activation(key)) continue;
    if (!is_determined(trials, key, before)) {
      ranking.keys.push_back(key);
      before.push_back(key);
    } else if (!is_determined(trials, key, ranking.keys)) {
      ranking.tied.push_back(key);
    }
  }
}

/// The trials of each activation, in the order of its axis.
std::vector<Observations> activation_columns(const Results& results, const Keys& activation) {
  const Observations trials = all_trials(results);
  std::vector<Observations> columns;
  for (const json& name : distinct_values(results, kActivation, trials)) {
    for (Observations& column : groups_of(with_value(trials, kActivation, name), activation)) {
      columns.push_back(std::move(column));
    }
  }
  return columns;
}

std::string row_label(const Ranking& ranking, const std::vector<json>& setup,
                      const std::vector<std::optional<json>>& majority) {
  std::vector<std::string> changed, others;
  for (std::size_t k = 0; k < setup.size(); ++k) {
    if (majority[k] && value_identity(setup[k]) == value_identity(*majority[k])) continue;
    (majority[k] ? changed : others)
        .push_back(fmt::format("{} {}", uncapitalized(key_label(ranking.keys[k])), value_text(setup[k])));
  }
  changed.insert(changed.end(), others.begin(), others.end());
  return changed.empty() ? "nothing changed" : fmt::format("{}", fmt::join(changed, ", "));
}

/// Papers publish sweeps of one key: with more keys, no setup is the published one.
void add_published(const Results& results, Ranking& ranking) {
  if (ranking.keys.size() > 1) return;
  for (std::size_t row = 0; row < ranking.setups.size(); ++row) {
    for (std::size_t i = 0; i < ranking.activations.size(); ++i) {
      const std::string& name = ranking.activations[i];
      ranking.table.rows[row].cells[i].published =
          ranking.keys.empty() ? find_published(results, kActivation, json(name), ranking.request.metric, name)
                               : find_published(results, ranking.keys.front(), ranking.setups[row].front(),
                                                ranking.request.metric, name);
    }
  }
}

void fill_table(const Results& results, Ranking& ranking) {
  const Observations trials = all_trials(results);
  const Keys activation = activation_keys(results);
  find_keys(results, activation, ranking);
  std::map<std::string, std::size_t> columns;  // by the activation's identity
  for (const Observations& column : activation_columns(results, activation)) {
    columns.emplace(identity_of(*column.front(), activation), columns.size());
    ranking.activations.push_back(activation_text(*column.front(), activation));
    ranking.table.columns.push_back(activation_label(ranking.activations.back()));
  }
  std::vector<std::optional<json>> majority;
  for (const std::string& key : ranking.keys) majority.push_back(majority_value(trials, key));
  for (const Observations& setup : groups_of(trials, ranking.keys)) {
    std::vector<json>& values = ranking.setups.emplace_back();
    for (const std::string& key : ranking.keys) values.push_back(value_of(*setup.front(), key));
    std::vector<Observations> cells(columns.size());
    for (const Observation* trial : setup) cells[columns.at(identity_of(*trial, activation))].push_back(trial);
    ranking.table.add_row(row_label(ranking, values, majority), cells);
  }
  if (ranking.table.rows.size() == 1) ranking.table.rows.front().label = "all trials";
  add_published(results, ranking);
}

/// Whether the activation is the requested one, with or without keys of its own: elu is elu (alpha 0.5), too.
bool is_requested(const RankingRequest& request, const std::string& activation) {
  return activation == request.of || activation.starts_with(request.of + " (");
}

void find_requested(Ranking& ranking) {
  const std::string& of = ranking.request.of;
  const auto is_it = [&](const std::string& name) { return is_requested(ranking.request, name); };
  if (of.empty() || std::any_of(ranking.activations.begin(), ranking.activations.end(), is_it)) return;
  ranking.missing = fmt::format("{} is not in the selection", of);
}

/// The requested activation against the others; of all pairs the later activation of the file against the earlier one.
std::vector<std::pair<std::size_t, std::size_t>> requested_pairs(const Ranking& ranking) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  const auto is_it = [&](std::size_t i) { return is_requested(ranking.request, ranking.activations[i]); };
  const bool is_of_one = !ranking.request.of.empty();
  for (std::size_t a = 0; a < ranking.activations.size(); ++a) {
    for (std::size_t b = 0; b < ranking.activations.size(); ++b) {
      if (is_of_one ? is_it(a) && !is_it(b) : b < a) pairs.emplace_back(a, b);
    }
  }
  return pairs;
}

/// The trials of both columns.
std::set<std::string> trials_of(const Ranking& ranking, const ColumnComparison& comparison) {
  const std::vector<RunsTable::Cell>& cells = ranking.table.rows[comparison.row].cells;
  std::set<std::string> ids(cells[comparison.a].trials.begin(), cells[comparison.a].trials.end());
  ids.insert(cells[comparison.b].trials.begin(), cells[comparison.b].trials.end());
  return ids;
}

/// Adjusts over all rankings. Untested comparisons stay in the family, and repeated ones are no longer compared.
void adjust_together(std::span<Ranking> rankings) {
  std::set<std::set<std::string>> seen;
  std::vector<ColumnComparison*> family;
  for (Ranking& ranking : rankings) {
    for (ColumnComparison& comparison : ranking.comparisons) {
      comparison.is_compared = seen.insert(trials_of(ranking, comparison)).second;
      if (comparison.is_compared) family.push_back(&comparison);
    }
  }
  adjust_by_holm(family);
}

}  // namespace

RankingRequest parse_ranking(const YamlValue& value, const std::string& first_metric) {
  expect_keys(value, kKey, {"metric", "of"});
  const std::string named = text_of(value, "metric", kKey);
  RankingRequest request{named.empty() ? first_metric : named, text_of(value, "of", kKey)};
  if (request.metric.empty()) return request;
  const std::vector<std::string> known = ranked_metrics();
  if (std::find(known.begin(), known.end(), request.metric) != known.end()) return request;
  const std::string choices = fmt::format("{}", fmt::join(known, ", "));
  if (named.empty()) {
    fail_at(value, kKey,
            fmt::format("cannot rank by {}, the metric of the first figure; choose one of {}", first_metric, choices));
  }
  fail_at(*value.find("metric"), "report.ranking.metric",
          fmt::format("cannot rank by {}{}; choose one of {}", named, did_you_mean(named, known), choices));
}

void check_ranking(RankingRequest& request, const YamlValue& given, const KnownValues& known) {
  if (request.metric.empty()) fail_at(given, kKey, "no figure names a metric; add, say, metric: test_top1");
  check_recorded(request.metric, false, known, at_key(given, "metric"), std::string(kKey) + ".metric");
  if (request.of.empty()) return;
  // "elu" is any elu, "elu (alpha 0.5)" one of them.
  const std::string without_settings = request.of.substr(0, request.of.find(" ("));
  const std::vector<std::string> names = known.names(kActivation);
  const bool is_any = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return name == without_settings || is_requested({.metric = {}, .of = without_settings}, name);
  });
  if (!is_any) request.of = known.meant(kActivation, at_key(given, "of"), std::string(kKey) + ".of");
}

Ranking make_ranking(const Results& results, const RankingRequest& request) {
  Ranking ranking{.request = request, .table = {describe_metric(request.metric, results)}};
  fill_table(results, ranking);
  find_requested(ranking);
  ranking.comparisons = compare_columns(ranking.table, requested_pairs(ranking));
  std::erase_if(ranking.comparisons, [](const ColumnComparison& comparison) { return !comparison.is_compared; });
  adjust_together({&ranking, 1});
  if (ranking.missing.empty() && ranking.comparisons.empty()) {
    ranking.missing = ranking.activations.size() < 2 ? "there is only one activation"
                                                     : "no two activations have trials in the same setup";
  }
  return ranking;
}

std::vector<WinTieLoss> count_together(std::vector<Ranking> rankings) {
  adjust_together(rankings);
  std::vector<WinTieLoss> counts;
  for (const Ranking& ranking : rankings) add_counts(ranking.table, ranking.comparisons, counts);
  return counts;
}

}  // namespace actsweep::claims
