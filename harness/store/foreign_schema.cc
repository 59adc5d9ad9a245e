#include "harness/store/foreign_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <vector>

#include "harness/store/migrations.h"
#include "harness/store/quote.h"

namespace actsweep {
namespace {

/// Name, type, NOT NULL, default, place in the primary key, and whether it is computed.
using Column = std::array<std::string, 6>;

/// By a statement, and not by the function of that name, which a table of that name would hide.
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

/// One thing of a schema. The text of tables and views is left out: it has comments, and names of configuration keys.
struct SchemaItem {
  std::string type, name, table, text;
  bool is_module = false;  ///< a virtual table, which passes for a table

  bool operator<(const SchemaItem& other) const {
    return std::tie(type, name, table, text) < std::tie(other.type, other.name, other.table, other.text);
  }
};

std::set<SchemaItem> schema_of(const SQLite::Database& database) {
  SQLite::Statement rows(database, "SELECT type, name, tbl_name, coalesce(sql, '') FROM main.sqlite_master");
  std::set<SchemaItem> items;
  while (rows.executeStep()) {
    SchemaItem item{rows.getColumn(0).getString(), rows.getColumn(1).getString(), rows.getColumn(2).getString(),
                    rows.getColumn(3).getString()};
    if (item.name.starts_with("sqlite_stat")) continue;  // of ANALYZE
    item.is_module = item.type == "table" && !item.text.starts_with("CREATE TABLE ");
    if (item.type != "index") item.text.clear();
    items.insert(std::move(item));
  }
  return items;
}

bool has_columns_of(const SQLite::Database& ours, const SQLite::Database& database, const std::string& table) {
  const std::vector<Column> expected = columns_of(ours, table);
  std::vector<Column> found = columns_of(database, table);
  const auto is_plain = [](const Column& column) { return column == Column{column[0], "", "0", "", "0", "0"}; };
  // Configuration follows in columns that are not read: they are made again from the configuration itself.
  if (table == "trial" && found.size() > expected.size() &&
      std::all_of(found.begin() + static_cast<std::ptrdiff_t>(expected.size()), found.end(), is_plain)) {
    found.resize(expected.size());
  }
  return found == expected;
}

}  // namespace

std::string foreign_schema(const SQLite::Database& database) {
  SQLite::Database ours(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  migrate(ours, ":memory:");
  const std::set<SchemaItem> expected = schema_of(ours), found = schema_of(database);
  // A table that is missing before its indexes, which are then missing, too.
  for (auto item = expected.rbegin(); item != expected.rend(); ++item) {
    if (!found.contains(*item)) return fmt::format("has no {} {} as actsweep makes it", item->type, item->name);
  }
  for (const SchemaItem& item : found) {
    if (!expected.contains(item))
      return fmt::format("has the {} {}, which actsweep does not make", item.type, item.name);
    if (item.is_module) return fmt::format("has no table {} as actsweep makes it", item.name);
    if (item.type == "table" && !has_columns_of(ours, database, item.name)) {
      return fmt::format("the table {} is not as actsweep makes it", item.name);
    }
  }
  return "";
}

}  // namespace actsweep
