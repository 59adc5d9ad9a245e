#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

namespace actsweep {

/// What a database file holds, by its header and its schema version.
enum class SchemaState { kEmpty, kOlder, kCurrent };

/// Throws InputError, naming `path`, for a file that is no database, another program's database, or one written with a
/// newer schema than this program's.
SchemaState schema_state(const SQLite::Database& database, const std::filesystem::path& path);

/// Brings an empty or older database to this program's schema, in one transaction; several processes may do so at once.
void migrate(SQLite::Database& database, const std::filesystem::path& path);

}  // namespace actsweep
