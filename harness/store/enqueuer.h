#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <map>
#include <string>

#include "harness/store/store.h"

namespace actsweep {

/// Adds trials within one transaction, with statements that are prepared once. Their columns must exist.
class Enqueuer {
 public:
  explicit Enqueuer(SQLite::Database& database);

  /// Adds a trial, if it is new, and returns its number.
  std::int64_t add(const TrialRecord& trial);
  /// Adds a trial to an experiment.
  void join(std::int64_t trial, std::int64_t experiment);

 private:
  SQLite::Database& database_;
  std::map<std::string, SQLite::Statement> upserts_;  ///< by their text; trials of one model share theirs
  SQLite::Statement number_, config_, member_;
};

}  // namespace actsweep
