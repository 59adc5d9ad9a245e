#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

#include "harness/store/store.h"

namespace actsweep {

/// Opens and, with kReadWrite, creates or migrates a database, as Store's constructor says. `path` must be absolute.
/// Throws InputError naming the path.
SQLite::Database open_database(const std::filesystem::path& path, Store::Access access);

}  // namespace actsweep
