#include "harness/store/enqueuer.h"

#include <fmt/format.h>

#include <utility>

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
  const std::optional<std::int64_t> number = upsert(trial);
  if (!number) return lookup(trial.id);
  config_.reset();
  config_.bind(1, *number);
  config_.bind(2, trial.config.dump());
  config_.exec();
  return *number;
}

void Enqueuer::join(std::int64_t trial, std::int64_t experiment) {
  member_.reset();
  member_.bind(1, trial);
  member_.bind(2, experiment);
  member_.exec();
}

std::optional<std::int64_t> Enqueuer::upsert(const TrialRecord& trial) {
  std::string sql = upsert_sql(trial);
  auto known = upserts_.find(sql);
  if (known == upserts_.end()) {
    SQLite::Statement statement(database_, sql);
    known = upserts_.emplace(std::move(sql), std::move(statement)).first;
  }
  SQLite::Statement& statement = known->second;
  statement.reset();
  statement.bind(1, trial.id);
  statement.bind(2, trial.training_version);
  statement.bind(3, grid_point(trial.columns));
  int index = 3;
  for (const auto& [key, value] : trial.columns) bind_json(statement, ++index, value);
  if (!statement.executeStep()) return std::nullopt;
  const std::int64_t number = statement.getColumn(0).getInt64();
  statement.executeStep();  // SQLite finishes the insertion at the end of the statement
  return number;
}

std::int64_t Enqueuer::lookup(const std::string& id) {
  number_.reset();
  number_.bind(1, id);
  number_.executeStep();
  return number_.getColumn(0).getInt64();
}

}  // namespace actsweep
