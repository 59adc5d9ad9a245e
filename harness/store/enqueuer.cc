#include "harness/store/enqueuer.h"

#include <fmt/format.h>

#include "harness/store/config_columns.h"
#include "harness/store/sql.h"

namespace actsweep {
namespace {

/// Adds a trial, or updates the columns of a known one: since then the configuration may have gained a key, and
/// the trial has its default. Returns the trial's number only if it wrote something.
std::string upsert_sql(const TrialRecord& trial) {
  std::string names = "id, training_version, point";
  std::string places = "?, ?, ?";
  std::string updates = "point = excluded.point";
  for (const auto& [key, value] : trial.columns) {
    const std::string column = quote_identifier(config_column(key));
    names += ", " + column;
    places += ", ?";
    updates += fmt::format(", {0} = excluded.{0}", column);
  }
  return fmt::format(
      "INSERT INTO trial ({}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET {} WHERE point <> excluded.point "
      "RETURNING number",
      names, places, updates);
}

}  // namespace

Enqueuer::Enqueuer(SQLite::Database& database)
    : database_(database),
      number_(database, "SELECT number FROM trial WHERE id = ?"),
      config_(database, "INSERT OR REPLACE INTO trial_config (trial, config) VALUES (?, ?)"),
      member_(database, "INSERT OR IGNORE INTO experiment_trial (trial, experiment) VALUES (?, ?)") {}

std::int64_t Enqueuer::add(const TrialRecord& trial) {
  const std::string sql = upsert_sql(trial);
  SQLite::Statement& upsert = upserts_.try_emplace(sql, database_, sql).first->second;
  rebind(upsert, trial.id, trial.training_version, grid_point(trial.columns));
  int index = 3;
  for (const auto& [key, value] : trial.columns) bind_json(upsert, ++index, value);
  if (!upsert.executeStep()) {
    rebind(number_, trial.id);
    number_.executeStep();
    return number_.getColumn(0).getInt64();
  }
  const std::int64_t number = upsert.getColumn(0).getInt64();
  upsert.executeStep();  // SQLite finishes the insertion at the end of the statement
  rebind(config_, number, trial.config.dump());
  config_.exec();
  return number;
}

void Enqueuer::join(std::int64_t trial, std::int64_t experiment) {
  rebind(member_, trial, experiment);
  member_.exec();
}

}  // namespace actsweep
