#include "harness/store/experiments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/store/query.h"
#include "harness/store/sql.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"
#include "harness/util/text.h"

namespace actsweep {

std::vector<KnownExperiment> known_experiments(const Store& store, const std::vector<std::string>& names) {
  std::vector<KnownExperiment> all;
  std::vector<std::string> all_names;
  each_row(store, "SELECT id, name FROM experiment ORDER BY name", [&](const Store::Row& row) {
    all.push_back({integer(row[0]), text(row[1])});
    all_names.push_back(all.back().name);
  });
  if (names.empty()) return all;
  std::vector<KnownExperiment> chosen;
  for (const std::string& name : names) {
    const auto found = std::find(all_names.begin(), all_names.end(), name);
    if (found == all_names.end()) {
      throw InputError(
          fmt::format("no experiment {} in {}{}", name, store.path().string(), did_you_mean(name, all_names)));
    }
    chosen.push_back(all[static_cast<std::size_t>(found - all_names.begin())]);
  }
  return chosen;
}

std::string id_list(const std::vector<KnownExperiment>& experiments) {
  std::vector<std::int64_t> ids;
  for (const KnownExperiment& experiment : experiments) ids.push_back(experiment.id);
  return fmt::format("({})", fmt::join(ids, ", "));
}

// A grid is stored in its order, so that every axis varies among its first and last trials or between them.
std::map<std::int64_t, std::string> settings_apart(const Store& store, const std::vector<std::int64_t>& trials,
                                                   const std::string& experiment_ids) {
  constexpr int kSample = 64;
  std::map<std::int64_t, std::string> settings;
  const std::vector<std::string> columns = store.config_columns();
  if (trials.empty() || columns.empty()) return settings;
  std::string names = "t.number";
  for (const std::string& column : columns) names += ", t." + quote_identifier(column);
  const auto end_of = [&](const char* order) {
    return fmt::format(
        "SELECT trial FROM (SELECT DISTINCT trial FROM experiment_trial WHERE experiment IN {} "
        "ORDER BY trial {} LIMIT {})",
        experiment_ids, order, kSample);
  };
  std::map<std::int64_t, Store::Row> rows;
  each_row(store,
           fmt::format("SELECT {} FROM trial AS t WHERE t.number IN ({}) OR t.number IN ({}) OR t.number IN ({})",
                       names, fmt::join(trials, ", "), end_of("ASC"), end_of("DESC")),
           [&](const Store::Row& row) { rows.emplace(integer(row[0]), row); });
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::set<nlohmann::json> values;
    for (const auto& [trial, row] : rows) values.insert(row[i + 1]);
    if (values.size() < 2) continue;
    for (const std::int64_t trial : trials) {
      if (const auto row = rows.find(trial); row != rows.end()) {
        append_setting(settings[trial], columns[i], row->second[i + 1]);
      }
    }
  }
  return settings;
}

}  // namespace actsweep
