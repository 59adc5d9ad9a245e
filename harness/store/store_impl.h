#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <optional>

#include "harness/store/connection.h"
#include "harness/store/run_lock.h"
#include "harness/store/store.h"
#include "harness/util/error.h"

namespace actsweep {

/// The reason that attempts of a dead run end with.
inline constexpr const char* kRunDied = "the run that held it ended unexpectedly";

/// The state of a Store, shared by the files that implement it.
struct Store::Impl {
  Impl(std::filesystem::path file, Access access);

  /// Runs `action`, turning SQLite's exceptions into InputError.
  template <typename Action>
  auto guarded(Action action) {
    try {
      return action();
    } catch (const SQLite::Exception& error) {
      fail_with(error, path);
    }
  }

  /// Runs `action` in one transaction that holds the right to write from its start, so that what it reads stays true.
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

  /// While it lives, a transaction is on the disk when it is committed: a power failure undoes neither it nor any
  /// before it.
  class Durable {
   public:
    explicit Durable(Impl& impl) : impl_(impl) { impl_.exec("PRAGMA synchronous = FULL"); }
    ~Durable() { impl_.database.tryExec("PRAGMA synchronous = NORMAL"); }
    Durable(const Durable&) = delete;
    Durable& operator=(const Durable&) = delete;

   private:
    Impl& impl_;
  };

  /// A statement with its parameters bound in order.
  template <typename... Values>
  SQLite::Statement prepare(const std::string& sql, const Values&... values) {
    SQLite::Statement statement(database, sql);
    int index = 0;
    (statement.bind(++index, values), ...);
    return statement;
  }
  template <typename... Values>
  int exec(const std::string& sql, const Values&... values) {
    return prepare(sql, values...).exec();
  }

  /// The number of a trial that must exist.
  std::int64_t trial_number(const std::string& trial_id);
  /// The number of this object's run, which must have begun.
  std::int64_t this_run() const;
  /// What decides about a trial on some data, as this object's run, if one has begun, sees it.
  LeaseFacts lease_facts(std::int64_t trial, const std::string& data_sha256);
  /// Ends an attempt that is under way; returns the number of its trial, whose state is left as it is.
  std::int64_t end_attempt(std::int64_t attempt, Outcome outcome, const std::string& error);
  void insert_epoch(std::int64_t attempt, const Epoch& epoch);
  void insert_layer(std::int64_t attempt, const LayerEpoch& layer);
  /// Makes an attempt that has ended well the one that counts for its trial on its data.
  void accept(std::int64_t attempt);
  /// Gives a trial that no run holds any longer the state that its attempts say it has.
  void settle(std::int64_t trial);
  /// Ends a run's open attempts as interrupted and frees its trials; returns how many it held.
  int close_run(std::int64_t run_id, const std::string& reason);

  std::filesystem::path path;  ///< absolute, without symbolic links: every process must find the same lock file
  SQLite::Database database;
  std::int64_t run = 0;  ///< 0: none has begun
  std::optional<RunLock> lock;
};

}  // namespace actsweep
