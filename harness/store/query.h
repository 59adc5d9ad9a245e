#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <vector>

#include "harness/store/store.h"

namespace actsweep {

/// Store::query on an open connection.
void run_read_only(SQLite::Database& database, const std::string& sql, const Store::OnColumns& on_columns,
                   const Store::OnRow& on_row, const std::vector<ExtraTable>& tables);

/// Store::query without a database: it sees the given tables only.
void query_tables(const std::vector<ExtraTable>& tables, const std::string& sql, const Store::OnColumns& on_columns,
                  const Store::OnRow& on_row);

/// Runs a query and ignores its column names.
void each_row(const Store& store, const std::string& sql, const Store::OnRow& on_row);

/// A number in a row; nothing for any other value.
std::optional<double> number(const nlohmann::json& value);
/// The same as an integer, or 0.
std::int64_t integer(const nlohmann::json& value);
/// A value in a row as text; "" for null.
std::string text(const nlohmann::json& value);

/// A query that comes with the program: results/queries/NAME.sql. The file's first line is a comment that describes it.
struct NamedQuery {
  std::string name;
  std::string description;
  std::string sql;
};

/// All of them, by name.
std::vector<NamedQuery> named_queries();

/// Throws InputError, with the nearest name, for an unknown one.
NamedQuery named_query(const std::string& name);

}  // namespace actsweep
