#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace actsweep {

/// The column of a configuration key: the dotted key itself, or "config.KEY" where a table or view has another column
/// of that name.
std::string config_column(const std::string& key);

/// The columns of `trial` that hold configuration, oldest first.
std::vector<std::string> config_columns(const SQLite::Database& database);

/// Adds the columns that `trial` lacks and, if there were any, recreates the views. Call it inside a transaction.
void add_config_columns(SQLite::Database& database, const std::set<std::string>& columns);

/// Creates the views `result` and `summary` over these configuration columns, in place of older ones.
///
/// In `result`, a component such as "optimizer" also has the name "optimizer.name", as a YAML file may write it.
void create_config_views(SQLite::Database& database, const std::vector<std::string>& columns);

/// A hash of a configuration without its seeds: equal for the repeats of a grid point. A key whose value is null counts
/// as absent, and 1.0 as 1.
std::string grid_point(const std::map<std::string, nlohmann::json>& columns);

}  // namespace actsweep
