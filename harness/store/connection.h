#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

#include "harness/store/store.h"

namespace actsweep {

/// Opens a database as Store's constructor does. `path` must be absolute. Throws InputError naming the path.
SQLite::Database open_database(const std::filesystem::path& path, Store::Access access);

/// Throws an error of SQLite at an open database as InputError for people.
[[noreturn]] void fail_with(const SQLite::Exception& error, const std::filesystem::path& path);

}  // namespace actsweep
