#include "harness/store/config_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "harness/schema/component.h"
#include "harness/schema/epoch.h"
#include "harness/schema/trial_params.h"
#include "harness/store/schema.h"
#include "harness/store/sql.h"
#include "harness/util/sha256.h"

namespace actsweep {
namespace {

bool contains(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Columns of the views, of the export and of the tables behind them without any configuration.
const std::set<std::string>& reserved_names() {
  static const std::set<std::string> names = [] {
    const SQLite::Database empty = empty_database();
    SQLite::Statement columns(empty,
                              "SELECT c.name FROM sqlite_master AS s JOIN pragma_table_info(s.name) AS c "
                              "WHERE s.name IN ('trial', 'experiment_trial', 'epoch', 'result', 'summary')");
    std::set<std::string> found;
    while (columns.executeStep()) found.insert(columns.getColumn(0).getString());
    return found;
  }();
  return names;
}

std::string result_view(const std::vector<std::string>& columns) {
  std::string sql = "CREATE VIEW result AS SELECT t.id AS trial, t.training_version, o.outcome, o.epochs_run";
  for (const std::string& column : columns) sql += ", t." + quote_identifier(column);
  for (const EpochMetric& metric : epoch_metrics()) sql += fmt::format(", o.{}", metric.trial_name);
  sql += ", o.finished_at, o.attempt, o.data_sha256";
  for (const std::string& column : columns) {
    const std::string alias = column + ".name";
    if (contains(columns, alias) || !built_in_schema().is_component(column)) continue;
    sql += ", t." + quote_identifier(column) + " AS " + quote_identifier(alias);
  }
  return sql + " FROM outcome AS o JOIN trial AS t ON t.number = o.trial";
}

std::string summary_view(const std::vector<std::string>& columns) {
  std::string sql = "CREATE VIEW summary AS SELECT ";
  for (const std::string& column : columns) {
    if (!is_seed(column)) sql += "t." + quote_identifier(column) + ", ";
  }
  return sql +
         "s.n, s.n_diverged, s.test_top1_mean, s.test_top1_sd, s.test_top1_ci95, s.test_loss_mean, "
         "s.test_loss_sd, s.test_loss_ci95, s.data_sha256, s.training_version "
         "FROM point_statistics AS s JOIN trial AS t ON t.number = s.example";
}

/// Makes whole numbers equal whether or not a configuration wrote a decimal point.
nlohmann::json normalized(const nlohmann::json& value) {
  constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
  if (!value.is_number_float()) return value;
  const auto number = value.get<double>();
  if (std::trunc(number) != number || std::abs(number) > kExactIntegers) return value;
  return static_cast<std::int64_t>(number);
}

}  // namespace

std::string config_column(const std::string& key) { return reserved_names().contains(key) ? "config." + key : key; }

std::vector<std::string> config_columns(const SQLite::Database& database) {
  std::vector<std::string> columns;
  SQLite::Statement names(database, "SELECT name FROM pragma_table_info('trial')");
  while (names.executeStep()) {
    std::string name = names.getColumn(0).getString();
    if (!reserved_names().contains(name)) columns.push_back(std::move(name));
  }
  return columns;
}

void add_config_columns(SQLite::Database& database, const std::set<std::string>& columns) {
  std::vector<std::string> present = config_columns(database);
  const std::size_t before = present.size();
  for (const std::string& column : columns) {
    if (contains(present, column)) continue;
    // No declared type: every value keeps the one it has in the configuration.
    database.exec("ALTER TABLE trial ADD COLUMN " + quote_identifier(column));
    present.push_back(column);
  }
  if (present.size() > before) create_config_views(database, present);
}

void create_config_views(SQLite::Database& database, const std::vector<std::string>& columns) {
  database.exec("DROP VIEW IF EXISTS result; DROP VIEW IF EXISTS summary");
  database.exec(result_view(columns));
  database.exec(summary_view(columns));
}

std::string grid_point(const std::map<std::string, nlohmann::json>& columns) {
  constexpr std::size_t kDigits = 32;  // 128 bits: no two points of a database collide
  nlohmann::json point = nlohmann::json::object();
  for (const auto& [key, value] : columns) {
    if (!is_seed(key) && !value.is_null()) point[key] = normalized(value);
  }
  return sha256_of(point.dump()).substr(0, kDigits);
}

}  // namespace actsweep
