#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <string>

namespace actsweep {

/// Whether the database has this program's schema; false where it is still empty. Throws InputError, naming `path`, for
/// a file that is not a database, and for a database of another program, of an unreleased version or of a newer
/// version.
bool has_schema(const SQLite::Database& database, const std::filesystem::path& path);

/// Creates the schema in an empty database, in one transaction. Several processes may do so at once.
void create_schema(SQLite::Database& database, const std::filesystem::path& path);

/// An empty database with the schema, in memory: what other schemas are compared with.
SQLite::Database empty_database();

/// What in a database's schema differs from what this program creates, such as "has the trigger t, which actsweep does
/// not make"; empty if nothing does. A foreign schema could run arbitrary code: views that pass for tables, computed
/// columns, defaults of megabytes, indexes on expressions.
std::string foreign_schema(const SQLite::Database& database);

}  // namespace actsweep
