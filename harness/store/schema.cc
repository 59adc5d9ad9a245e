#include "harness/store/schema.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <vector>

#include "harness/schema/epoch.h"
#include "harness/schema/layer_epoch.h"
#include "harness/store/config_columns.h"
#include "harness/store/sql.h"
#include "harness/util/embedded.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

constexpr int kApplicationId = 0x61737770;            // "aswp"
constexpr int kUnreleasedApplicationId = 0x61637377;  // "acsw"
/// Raise it with every change of the layout, a new metric included, once a version is released.
constexpr int kVersion = 1;

/// What tells how a trial's column follows from its epochs.
std::string origin(const EpochMetric& metric) {
  switch (metric.trial_value) {
    case TrialValue::kLast: return "last epoch";
    case TrialValue::kSum: return fmt::format("sum of {} over the epochs", metric.name);
    case TrialValue::kMean: return "mean over the epochs";
    case TrialValue::kThroughput: return "images of all epochs by their seconds";
  }
  throw std::logic_error("unknown value of a trial");
}

std::string column(const char* name, const std::string& comment) {
  return fmt::format("  {} REAL,  -- {}\n", name, comment);
}

/// harness/store/schema.sql with the columns of all metrics.
std::string schema_sql() {
  std::string epoch_columns, trial_columns, layer_columns;
  for (const EpochMetric& metric : epoch_metrics()) {
    epoch_columns += column(metric.name, metric.meaning);
    trial_columns += column(metric.trial_name, origin(metric));
  }
  for (const LayerMetric& metric : layer_metrics()) layer_columns += column(metric.name, metric.meaning);
  std::string sql(embedded_store_schema().front().contents);
  for (const auto& [line, columns] : {std::pair("  -- @metrics of an epoch\n", epoch_columns),
                                      {"  -- @metrics of a trial\n", trial_columns},
                                      {"  -- @metrics of a layer\n", layer_columns}}) {
    sql.replace(sql.find(line), std::string_view(line).size(), columns);
  }
  return sql;
}

/// Name, type, NOT NULL, default, position in the primary key, and whether it is computed.
using Column = std::array<std::string, 6>;

/// Uses the PRAGMA statement, because a table named like the function would hide the function.
std::vector<Column> columns_of(const SQLite::Database& database, const std::string& table) {
  SQLite::Statement rows(database, fmt::format("PRAGMA main.table_xinfo({})", quote_identifier(table)));
  std::vector<Column> columns;
  while (rows.executeStep()) {
    Column column;
    for (int i = 0; i < static_cast<int>(column.size()); ++i) {
      column[static_cast<std::size_t>(i)] = rows.getColumn(i + 1).getString();
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

/// One entry of a schema. The text of tables and views is left out: it has comments and names of configuration keys.
/// That of a virtual table, which is listed as a table, remains.
struct SchemaItem {
  std::string type, name, table, text;

  auto operator<=>(const SchemaItem&) const = default;
};

std::set<SchemaItem> items_of(const SQLite::Database& database) {
  SQLite::Statement rows(database, "SELECT type, name, tbl_name, coalesce(sql, '') FROM main.sqlite_master");
  std::set<SchemaItem> items;
  while (rows.executeStep()) {
    SchemaItem item{rows.getColumn(0).getString(), rows.getColumn(1).getString(), rows.getColumn(2).getString(),
                    rows.getColumn(3).getString()};
    if (item.name.starts_with("sqlite_stat")) continue;  // of ANALYZE
    const bool is_virtual = item.type == "table" && !item.text.starts_with("CREATE TABLE ");
    if (item.type != "index" && !is_virtual) item.text.clear();
    items.insert(std::move(item));
  }
  return items;
}

bool has_columns_of(const SQLite::Database& ours, const SQLite::Database& database, const std::string& table) {
  const std::vector<Column> expected = columns_of(ours, table);
  std::vector<Column> found = columns_of(database, table);
  const auto is_plain = [](const Column& column) { return column == Column{column[0], "", "0", "", "0", "0"}; };
  // Further columns hold configuration keys. Nobody reads them: they are derived again from the configuration itself.
  if (table == "trial" && found.size() > expected.size() &&
      std::all_of(found.begin() + static_cast<std::ptrdiff_t>(expected.size()), found.end(), is_plain)) {
    found.resize(expected.size());
  }
  return found == expected;
}

}  // namespace

bool has_schema(const SQLite::Database& database, const std::filesystem::path& path) {
  try {
    // One statement, so that all of it is from one moment: another process may be creating the schema.
    SQLite::Statement header(database,
                             "SELECT (SELECT application_id FROM pragma_application_id), "
                             "(SELECT user_version FROM pragma_user_version), count(*) FROM sqlite_master");
    header.executeStep();
    const int application = header.getColumn(0).getInt(), version = header.getColumn(1).getInt();
    if (application == 0 && version == 0 && header.getColumn(2).getInt() == 0) return false;
    if (application == kUnreleasedApplicationId) {
      throw InputError(fmt::format(
          "{} was made by an unreleased version of actsweep, whose layout this one does not read: train its "
          "experiments again, or use that version",
          path.string()));
    }
    if (application != kApplicationId || version < 1) {
      throw InputError(fmt::format("{} is an SQLite database of another program", path.string()));
    }
    if (version > kVersion) {
      throw InputError(
          fmt::format("{} has schema version {}, and this actsweep knows versions up to {}: use a newer actsweep",
                      path.string(), version, kVersion));
    }
    return true;
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() != SQLITE_NOTADB) throw;
    throw InputError(fmt::format("{} is not an actsweep database", path.string()));
  }
}

void create_schema(SQLite::Database& database, const std::filesystem::path& path) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  if (has_schema(database, path)) return;  // another process was first
  database.exec(schema_sql());
  create_config_views(database, {});
  transaction.commit();
}

SQLite::Database empty_database() {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  create_schema(database, ":memory:");
  return database;
}

std::string foreign_schema(const SQLite::Database& database) {
  const SQLite::Database ours = empty_database();
  const std::set<SchemaItem> expected = items_of(ours), found = items_of(database);
  // In reverse order, a missing table comes before its indexes, which are missing with it.
  for (auto item = expected.rbegin(); item != expected.rend(); ++item) {
    if (!found.contains(*item)) return fmt::format("has no {} {} as actsweep makes it", item->type, item->name);
  }
  for (const SchemaItem& item : found) {
    if (!expected.contains(item))
      return fmt::format("has the {} {}, which actsweep does not make", item.type, item.name);
    if (item.type == "table" && !has_columns_of(ours, database, item.name)) {
      return fmt::format("the table {} is not as actsweep makes it", item.name);
    }
  }
  return "";
}

}  // namespace actsweep
