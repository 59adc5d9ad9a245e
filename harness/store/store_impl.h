#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <optional>

#include "harness/store/connection.h"
#include "harness/store/run_lock.h"
#include "harness/store/sql.h"
#include "harness/store/store.h"
#include "harness/util/error.h"

namespace actsweep {

/// The recorded reason where attempts of a dead run end.
inline constexpr const char* kRunDied = "the run that held it ended unexpectedly";

/// An SQL expression: whether the newest attempt at a trial failed, on this data or before it read its data. NULL
/// without an attempt.
inline std::string newest_attempt_failed(const std::string& trial, const std::string& data_sha256) {
  return fmt::format(
      "(SELECT outcome = 'failed' FROM attempt WHERE trial = {} AND data_sha256 IN ({}, '') "
      "ORDER BY started_at DESC, id DESC LIMIT 1)",
      trial, data_sha256);
}

/// The state of a Store, shared by the files that implement it.
struct Store::Impl {
  Impl(std::filesystem::path file, Access access);

  template <typename Action>
  auto guarded(Action action) {
    return actsweep::guarded(path, action);
  }

  /// Runs `action` in one transaction that holds the write lock from its start, so that what it reads stays true.
  template <typename Action>
  auto write(Action action) {
    return guarded([&] {
      SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
      if constexpr (std::is_void_v<decltype(action())>) {
        action();
        transaction.commit();
      } else {
        auto result = action();
        transaction.commit();
        return result;
      }
    });
  }

  /// While it lives, a committed transaction is on the disk: a power failure undoes neither it nor earlier ones.
  class Durable {
   public:
    explicit Durable(Impl& impl) : impl_(impl) { impl_.exec("PRAGMA synchronous = FULL"); }
    ~Durable() { impl_.database.tryExec("PRAGMA synchronous = NORMAL"); }
    Durable(const Durable&) = delete;
    Durable& operator=(const Durable&) = delete;

   private:
    Impl& impl_;
  };

  /// A statement, with its parameters bound in order.
  template <typename... Values>
  SQLite::Statement prepare(const std::string& sql, const Values&... values) {
    SQLite::Statement statement(database, sql);
    SQLite::bind(statement, values...);
    return statement;
  }
  template <typename... Values>
  int exec(const std::string& sql, const Values&... values) {
    return prepare(sql, values...).exec();
  }

  /// Inserts an attempt, with values of further columns ("trial, run"), and returns its number.
  template <typename... Values>
  std::int64_t insert_attempt(const AttemptInfo& info, const std::string& columns, const Values&... values) {
    int index = sizeof...(values);
    std::size_t count = sizeof...(values);
    for_each_attempt_column(info, [&](const char*, const auto&) { ++count; });
    auto insert = prepare(
        fmt::format("INSERT INTO attempt ({}{}) VALUES ({})", columns, further_attempt_columns(), parameters(count)),
        values...);
    for_each_attempt_column(info, [&](const char*, const auto& value) { insert.bind(++index, value); });
    insert.exec();
    return database.getLastInsertRowid();
  }

  /// The number of a trial that must exist.
  std::int64_t trial_number(const std::string& trial_id);
  /// The number of this object's run, which must have begun.
  std::int64_t this_run() const;
  /// What decides about a trial on some data, as this object's run, if one has begun, sees it.
  LeaseState lease_state(std::int64_t trial, const std::string& data_sha256);
  /// Ends an open attempt and returns the number of its trial, whose state it leaves alone.
  std::int64_t end_attempt(std::int64_t attempt, Outcome outcome, const std::string& error);
  void insert_epoch(std::int64_t attempt, const Epoch& epoch);
  void insert_layer(std::int64_t attempt, const LayerEpoch& layer);
  /// Makes an attempt that is done or diverged the one that counts for its trial on its data.
  void accept(std::int64_t attempt);
  /// Derives the state of trials that no run holds any longer from their attempts: of those that meet an SQL condition,
  /// such as "number = 1". Returns how many they are.
  int settle(const std::string& condition);
  /// Ends a run's open attempts as interrupted and frees its trials; returns how many it held.
  int close_run(std::int64_t run_id, const std::string& reason);

  std::filesystem::path path;  ///< absolute, without symbolic links: every process must find the same lock file
  SQLite::Database database;
  std::int64_t run = 0;  ///< 0: none has begun
  std::optional<RunLock> lock;
};

}  // namespace actsweep
