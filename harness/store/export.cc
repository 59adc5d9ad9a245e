#include "harness/store/export.h"

#include <fmt/format.h>

#include "harness/store/query.h"
#include "harness/store/sql.h"

namespace actsweep {
namespace {

/// A condition on `t`, a row of the table `trial`.
std::string chosen_trials(const std::vector<KnownExperiment>& experiments) {
  if (experiments.empty()) return "TRUE";
  return "EXISTS (SELECT 1 FROM experiment_trial AS et WHERE et.trial = t.number AND et.experiment IN " +
         id_list(experiments) + ")";
}

std::vector<std::string> occurring_columns(const Store& store, const std::string& trials) {
  const std::vector<std::string> columns = store.config_columns();
  std::vector<std::string> occurring;
  if (columns.empty()) return occurring;
  std::string counts;
  for (const std::string& column : columns) {
    counts += fmt::format("{}max({} IS NOT NULL)", counts.empty() ? "" : ", ", "t." + quote_identifier(column));
  }
  each_row(store, fmt::format("SELECT {} FROM trial AS t WHERE {}", counts, trials), [&](const Store::Row& row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (row[i] == 1) occurring.push_back(columns[i]);
    }
  });
  return occurring;
}

}  // namespace

std::string export_sql(const Store& store, const std::vector<KnownExperiment>& experiments, bool all_attempts) {
  const std::string trials = chosen_trials(experiments);
  std::string sql =
      "SELECT t.id AS trial, (SELECT group_concat(x.name, ';') FROM experiment_trial AS et JOIN experiment AS x "
      "ON x.id = et.experiment WHERE et.trial = t.number) AS experiment";
  for (const std::string& column : occurring_columns(store, trials)) sql += ", t." + quote_identifier(column);
  sql += ", a.id AS attempt, a.outcome, a.data_sha256, e.epoch" + further_columns(epoch_metrics(), "e.");
  // CROSS JOIN fixes the order of the tables, in which SQLite need not sort or hold any rows.
  sql += " FROM attempt AS a CROSS JOIN trial AS t ON t.number = a.trial CROSS JOIN epoch AS e ON e.attempt = a.id";
  sql += " WHERE " + trials;
  if (!all_attempts) sql += " AND EXISTS (SELECT 1 FROM outcome AS o WHERE o.attempt = a.id)";
  return sql + " ORDER BY a.id, e.epoch";
}

}  // namespace actsweep
