#include "harness/store/connection.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cctype>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>

#include "harness/store/schema.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

/// Far longer than any transaction of a run or of a merge below millions of epochs: a longer wait is for a stopped
/// process.
constexpr int kBusyTimeoutMs = 60'000;

[[noreturn]] void fail_to_open(const fs::path& path, const char* reason) {
  throw InputError(fmt::format("cannot open the database {}: {}", path.string(), reason));
}

[[noreturn]] void fail_as_missing(const fs::path& path) {
  throw InputError(fmt::format("no database at {} yet: `actsweep run` makes one", path.string()));
}

/// The path as a URI, which keeps SQLite from locking the file and opening its log.
std::string immutable_uri(const fs::path& path) {
  std::string uri = "file:";
  for (const char c : path.string()) {
    const bool plain =
        std::isalnum(static_cast<unsigned char>(c)) || std::string_view("/._-").find(c) != std::string_view::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri + "?immutable=1";
}

/// Sets the options of all connections. Without the two DQS options, a misspelled "model.activaton" would silently be a
/// text.
void configure(SQLite::Database& database) {
  database.setBusyTimeout(kBusyTimeoutMs);
  sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  database.exec("PRAGMA foreign_keys = ON");
}

/// SQLite does not wait for other connections when it changes the journal's mode.
void enter_wal_mode(SQLite::Database& database) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kBusyTimeoutMs);
  for (;;) {
    const int status = database.tryExec("PRAGMA journal_mode = WAL");
    if (status == SQLITE_OK || status == SQLITE_ROW) return;
    if ((status & 0xff) != SQLITE_BUSY || std::chrono::steady_clock::now() > deadline) {
      throw SQLite::Exception(database.getHandle(), status);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

SQLite::Database open_writable(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) {
    throw InputError(fmt::format("cannot make the folder {}: {}", path.parent_path().string(), error.message()));
  }
  SQLite::Database database(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  configure(database);
  const bool is_new = !has_schema(database, path);
  enter_wal_mode(database);
  // In WAL mode, NORMAL keeps the database intact through a power failure, but may lose its last seconds, which are
  // then trained again. The death of a process loses nothing. FULL would wait for the disk in each epoch of each trial.
  database.exec("PRAGMA synchronous = NORMAL");
  if (is_new) create_schema(database, path);
  return database;
}

/// Where SQLite cannot create its files for shared memory, such as on a read-only medium, it reads a WAL database only
/// if it may assume that nobody writes to it.
SQLite::Database open_immutable(const fs::path& path, const SQLite::Exception& cause) {
  const fs::path wal = path.string() + "-wal";
  std::error_code ignored;
  if (fs::exists(wal, ignored) && fs::file_size(wal, ignored) > 0) {
    throw InputError(
        fmt::format("cannot read {} where it cannot be written, because {} holds its newest changes: copy "
                    "both files into a folder that can be written",
                    path.string(), wal.filename().string()));
  }
  const int code = cause.getErrorCode();
  if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY && code != SQLITE_IOERR) throw cause;
  return {immutable_uri(path), SQLite::OPEN_READONLY | SQLite::OPEN_URI};
}

SQLite::Database open_readable(const fs::path& path) {
  SQLite::Database database(path.string(), SQLite::OPEN_READONLY);
  configure(database);
  try {
    has_schema(database, path);
    return database;
  } catch (const SQLite::Exception& error) {
    SQLite::Database immutable = open_immutable(path, error);
    configure(immutable);
    return immutable;
  }
}

}  // namespace

void fail_with(const SQLite::Exception& error, const fs::path& path) {
  switch (error.getErrorCode()) {
    case SQLITE_FULL:
      throw InputError(fmt::format(
          "database {}: the disk is full; recorded results are safe: free some space and rerun the same command",
          path.string()));
    case SQLITE_CORRUPT:
      throw InputError(
          fmt::format("database {} is damaged ({}); sqlite3's command .recover saves what can be read of a copy",
                      path.string(), error.what()));
    default: throw InputError(fmt::format("database {}: {}", path.string(), error.what()));
  }
}

SQLite::Database open_database(const fs::path& path, Store::Access access) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) fail_to_open(path, "it is a folder");
  // SQLite would wait at a pipe.
  if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored)) fail_to_open(path, "it is not a regular file");
  try {
    if (access == Store::Access::kReadWrite) return open_writable(path);
    if (!fs::exists(path, ignored)) fail_as_missing(path);
    SQLite::Database database = open_readable(path);
    if (!has_schema(database, path)) fail_as_missing(path);
    return database;
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() == SQLITE_FULL || error.getErrorCode() == SQLITE_CORRUPT) fail_with(error, path);
    fail_to_open(path, error.what());
  }
}

}  // namespace actsweep
