#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

namespace actsweep {

/// What in a database's schema is not as this program makes it, such as "has the trigger t, which actsweep does not
/// make"; empty where nothing is. It could run whatever its author likes: views that pass for tables, columns that are
/// computed or have megabytes as their default, indexes of expressions.
std::string foreign_schema(const SQLite::Database& database);

}  // namespace actsweep
