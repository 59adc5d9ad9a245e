#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

#include "harness/store/store.h"

namespace actsweep {

/// Opens and, with kReadWrite, creates or migrates a database, as Store's constructor says. `path` must be absolute.
/// Throws InputError naming the path.
SQLite::Database open_database(const std::filesystem::path& path, Store::Access access);

/// Throws what SQLite met with at a database that is open, as InputError for people.
[[noreturn]] void fail_with(const SQLite::Exception& error, const std::filesystem::path& path);

}  // namespace actsweep
