#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

#include "harness/store/store.h"

namespace actsweep {

/// Opens a database as Store's constructor does. `path` must be absolute. Throws InputError naming the path.
SQLite::Database open_database(const std::filesystem::path& path, Store::Access access);

/// Throws an error of SQLite at an open database as InputError for people.
[[noreturn]] void fail_with(const SQLite::Exception& error, const std::filesystem::path& path);

/// Runs `action` on an open database; errors of SQLite become InputError.
template <typename Action>
auto guarded(const std::filesystem::path& path, Action action) {
  try {
    return action();
  } catch (const SQLite::Exception& error) {
    fail_with(error, path);
  }
}

}  // namespace actsweep
