#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/schema/epoch.h"
#include "harness/schema/layer_epoch.h"
#include "harness/store/store.h"

namespace actsweep {

/// A database from elsewhere, which is not trusted: its schema must be the one that this program creates, its pages
/// must be intact, and every value is checked before use. All reads see the same state. Every method throws InputError
/// with the file and what is wrong in it.
class SourceDatabase {
 public:
  explicit SourceDatabase(const std::filesystem::path& path);

  struct ExperimentRow {
    std::int64_t id = 0;
    std::string name, yaml, overrides, first_seen, last_seen;
  };
  struct TrialRow {
    std::int64_t number = 0;
    std::string id;
    int training_version = 0;
    nlohmann::json config;
    std::vector<std::int64_t> experiments;
  };
  struct RunRow {
    std::string host;
    std::int64_t pid = 0, jobs = 0;
    std::string command_line, started_at, heartbeat_at, ended_at;
  };
  /// An attempt that has ended.
  struct AttemptRow {
    std::int64_t id = 0, run = 0;
    std::string outcome, error, started_at, ended_at;
    AttemptInfo info;
  };
  struct InterimAnalysisRow {
    std::string experiment, claim, evidence;
    std::int64_t seeds = 0;
    std::string at;
  };

  void for_each_experiment(const std::function<void(const ExperimentRow&)>& visit);
  void for_each_interim_analysis(const std::function<void(const InterimAnalysisRow&)>& visit);
  void for_each_trial(const std::function<void(const TrialRow&)>& visit);
  /// Attempts at a trial that have ended, in their order.
  std::vector<AttemptRow> attempts(const TrialRow& trial);
  RunRow run(std::int64_t id);
  std::vector<Epoch> epochs(std::int64_t attempt);
  std::vector<LayerEpoch> layers(std::int64_t attempt);
  std::int64_t attempts_under_way();

  [[noreturn]] void fail(const std::string& message) const;

 private:
  class CheckedRow;

  void distrust();
  void check_pages();
  /// Calls `read` for each row that a query has for these parameters; `what` is the name of a row in messages.
  template <typename Read, typename... Keys>
  void for_each_row(const std::string& what, const std::string& sql, const Read& read, const Keys&... keys) const;

  std::filesystem::path path_;
  SQLite::Database database_;
};

}  // namespace actsweep
