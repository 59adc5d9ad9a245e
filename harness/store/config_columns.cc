#include "harness/store/config_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "harness/store/metrics.h"
#include "harness/store/quote.h"
#include "harness/util/sha256.h"

namespace actsweep {
namespace {

constexpr std::array kTrialColumns{"number", "id", "training_version", "state", "run", "newest_epoch_at", "point"};
/// Names of the views' and of the export's other columns, which a configuration column must not take.
constexpr std::array kViewColumns{"trial",
                                  "attempt",
                                  "data_sha256",
                                  "outcome",
                                  "epochs_run",
                                  "finished_at",
                                  "n",
                                  "n_diverged",
                                  "test_top1_mean",
                                  "test_top1_sd",
                                  "test_top1_ci95",
                                  "test_loss_mean",
                                  "test_loss_sd",
                                  "test_loss_ci95",
                                  "experiment",
                                  "epoch",
                                  "seconds"};
/// Keys that always hold a component's name, whether or not any component chosen so far has parameters.
constexpr std::array kComponentKeys{"dataset",   "model",       "model.activation", "schedule", "initializer",
                                    "optimizer", "regularizer", "augmentation",     "loss"};

bool contains(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_seed(std::string_view key) { return key == "seed" || key.starts_with("seeds."); }

bool holds_a_component(const std::string& column, const std::vector<std::string>& columns) {
  return contains(kComponentKeys, column) || std::any_of(columns.begin(), columns.end(), [&](const std::string& other) {
           return other.starts_with(column + '.');
         });
}

std::string result_view(const std::vector<std::string>& columns) {
  std::string sql = "CREATE VIEW result AS SELECT t.id AS trial, t.training_version, o.outcome, o.epochs_run";
  for (const std::string& column : columns) sql += ", t." + quote_identifier(column);
  for (const char* metric : kOutcomeMetrics) sql += fmt::format(", o.{}", metric);
  sql += ", o.finished_at, o.attempt, o.data_sha256";
  for (const std::string& column : columns) {
    const std::string alias = column + ".name";
    if (contains(columns, alias) || !holds_a_component(column, columns)) continue;
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

/// A number that is whole is the same whether or not a configuration wrote a decimal point.
nlohmann::json normalized(const nlohmann::json& value) {
  constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
  if (!value.is_number_float()) return value;
  const auto number = value.get<double>();
  if (std::trunc(number) != number || std::abs(number) > kExactIntegers) return value;
  return static_cast<std::int64_t>(number);
}

}  // namespace

std::string config_column(const std::string& key) {
  const bool taken = contains(kTrialColumns, key) || contains(kViewColumns, key) || contains(kOutcomeMetrics, key);
  return taken ? "config." + key : key;
}

std::vector<std::string> config_columns(const SQLite::Database& database) {
  std::vector<std::string> columns;
  SQLite::Statement names(database, "SELECT name FROM pragma_table_info('trial')");
  while (names.executeStep()) {
    const std::string name = names.getColumn(0).getString();
    if (!contains(kTrialColumns, name)) columns.push_back(name);
  }
  return columns;
}

void add_config_columns(SQLite::Database& database, const std::set<std::string>& columns) {
  const std::vector<std::string> present = config_columns(database);
  bool added = false;
  for (const std::string& column : columns) {
    if (contains(present, column)) continue;
    // No declared type: every value keeps the one it has in the configuration.
    database.exec("ALTER TABLE trial ADD COLUMN " + quote_identifier(column));
    added = true;
  }
  if (added) make_config_views(database);
}

void make_config_views(SQLite::Database& database) {
  const std::vector<std::string> columns = config_columns(database);
  database.exec("DROP VIEW IF EXISTS result; DROP VIEW IF EXISTS summary");
  database.exec(result_view(columns));
  database.exec(summary_view(columns));
}

std::string grid_point(const std::map<std::string, nlohmann::json>& columns) {
  constexpr std::size_t kDigits = 32;  // 128 bits: no two points of any database will meet
  nlohmann::json point = nlohmann::json::object();
  for (const auto& [key, value] : columns) {
    if (!is_seed(key) && !value.is_null()) point[key] = normalized(value);
  }
  return sha256_of(point.dump()).substr(0, kDigits);
}

}  // namespace actsweep
