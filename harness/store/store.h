#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "harness/schema/epoch.h"
#include "harness/schema/layer_epoch.h"
#include "harness/store/lease.h"

namespace actsweep {

/// A trial as the store records it.
struct TrialRecord {
  std::string id;
  nlohmann::json config;  ///< resolved, with all defaults
  /// The same configuration flat: dotted key to scalar. These become the columns of `result`.
  std::map<std::string, nlohmann::json> columns;
  int training_version = 1;
};

/// What is known about a run when it starts.
struct RunInfo {
  std::string command_line;
  int jobs = 1;
};

/// Where and with what an attempt at a trial is made.
struct AttemptInfo {
  std::string host;
  std::int64_t pid = 0;
  std::string device;
  int threads = 1;
  std::string git_commit;
  bool git_dirty = false;
  std::string libtorch_version;
  std::string cpu_capability;
  std::string processor;
  std::string data_sha256;
  /// Optimizer steps in the checkpoint that the attempt resumed; 0: it started from scratch. Set by
  /// record_resumption().
  std::int64_t resumed_steps = 0;
};

enum class Outcome {
  kDone,
  kDiverged,     ///< a NaN or infinite loss: a result, counted as chance-level accuracy
  kFailed,       ///< a crash, an error, out of memory: kept with its reason, never a result
  kInterrupted,  ///< ended by the user, or by the end of the run that held it; the trial is pending again
};

/// How many trials of a set are in each state.
struct Counts {
  std::int64_t pending = 0, running = 0, done = 0, diverged = 0, failed = 0;
};

/// A trial's recorded end, for reports. `state` is "done", "diverged", "failed", "running" or "pending".
struct TrialOutcome {
  std::string state = "pending";
  std::map<std::string, double> metrics;  ///< by column of `result`; NaN and missing values are absent
  int epochs = 0;
  std::string error;
  AttemptInfo attempt;
  std::string finished_at;  ///< ISO 8601, UTC
};

/// An interim analysis: one evaluation of a claim on the trials finished so far.
struct InterimAnalysis {
  std::string experiment, claim;
  std::string evidence;  ///< identifies the trials
  std::size_t seeds = 0;
};

/// What a merge took over.
struct MergeSummary {
  std::size_t trials = 0, new_trials = 0;
  std::size_t attempts = 0;                ///< new ones
  std::size_t known_attempts = 0;          ///< those that were here already
  std::size_t results = 0;                 ///< new attempts that count as their trial's result
  std::size_t under_way = 0;               ///< attempts that have not ended, which are left out
  std::size_t other_training_version = 0;  ///< trials of another training version, which are left out
};

/// A table that a query sees besides those of the database.
struct ExtraTable {
  std::string name;
  std::vector<std::string> columns;                                ///< as CREATE TABLE declares them: "runs INTEGER"
  std::function<std::vector<std::vector<nlohmann::json>>()> rows;  ///< called if a query mentions the name
};

/// The database of trials and their metrics. One object is used by one thread. Every method throws InputError, naming
/// the file, where the database cannot be opened, read or written.
class Store {
 public:
  enum class Access { kReadWrite, kReadOnly };

  /// Opens the database; with kReadWrite it is created if it does not exist. Refuses a file that is not a database, and
  /// the database of another program, of an unreleased version or of a newer version.
  Store(const std::filesystem::path& path, Access access);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // --- Experiments and their trials

  /// Records a request for an experiment, with the file's text and the overrides of this invocation.
  std::int64_t record_experiment(const std::string& name, const std::string& yaml,
                                 const std::vector<std::string>& overrides);
  /// The overrides with which an experiment was last recorded; nothing if it never was.
  std::optional<std::vector<std::string>> last_overrides(const std::string& experiment_name) const;
  /// Adds the new ones of these trials, and all of them to the experiment, in one transaction.
  void enqueue(std::int64_t experiment, const std::vector<TrialRecord>& trials);

  /// Takes over experiments, trials, ended attempts and interim analyses of a database from elsewhere, in one
  /// transaction: all or nothing. What is here already stays as it is, so that a second merge changes nothing; of two
  /// results of one trial on the same data, the newer one counts. `remake` makes a trial from its configuration and
  /// throws InputError where it cannot: the id must be the one recorded there.
  MergeSummary merge(const std::filesystem::path& source,
                     const std::function<TrialRecord(const nlohmann::json& config)>& remake);

  // --- A run: the only writer that leases trials and records their metrics

  /// Starts this process's run. Other processes see it as alive until end_run() or the death of the process, because it
  /// holds a lock that the kernel releases.
  void begin_run(const RunInfo& info);
  void heartbeat();
  void end_run();
  /// Frees the trials of runs that died: their open attempts end as interrupted. Returns how many trials were freed.
  int release_dead_runs();

  /// Tries to take a trial for this run; atomic against other runs.
  LeaseResult lease(const std::string& trial_id, const std::string& data_sha256, const RetryPolicy& retry = {});
  /// What lease() would answer a run that begins now. Writes nothing.
  LeaseResult preview_lease(const std::string& trial_id, const std::string& data_sha256,
                            const RetryPolicy& retry = {}) const;
  /// Returns a leased trial unstarted.
  void release(const std::string& trial_id);
  std::int64_t begin_attempt(const std::string& trial_id, const AttemptInfo& info);
  /// Records that the attempt resumed a checkpoint after this many optimizer steps.
  void record_resumption(std::int64_t attempt, std::int64_t steps);
  void record_epoch(std::int64_t attempt, const Epoch& epoch);
  /// Records diagnostics of a layer in any epoch from 0 on. They do not count as an epoch of the attempt.
  void record_layer(std::int64_t attempt, const LayerEpoch& layer);
  /// Ends an attempt, sets the trial's state, and for kDone and kDiverged writes the trial's row of `result`. All that
  /// was recorded so far then survives a power failure, so that the trial's checkpoint may be deleted.
  void finish_attempt(std::int64_t attempt, Outcome outcome, const std::string& error = "");
  /// Ends a crashed attempt as interrupted and leaves the trial with this run for another attempt. Recorded as a
  /// failure, it would remain one if this run died before that attempt.
  void abandon_attempt(std::int64_t attempt, const std::string& error);

  // --- Interim analyses of claims

  /// Records an interim analysis and returns its number among those of the claim, from 1. Known evidence keeps its
  /// number.
  int record_interim_analysis(const InterimAnalysis& analysis);
  /// The number that the interim analysis has or would get.
  int interim_analysis_number(const InterimAnalysis& analysis) const;

  // --- Reading

  /// Ids of the trials finished (done or diverged) on this data.
  std::unordered_set<std::string> finished(const std::string& data_sha256) const;
  /// Ids of the trials whose newest attempt on this data failed, or failed before it read its data.
  std::unordered_set<std::string> failed(const std::string& data_sha256) const;
  bool is_finished(const std::string& trial_id, const std::string& data_sha256) const;
  /// Whether a live run holds the trial.
  bool is_held(const std::string& trial_id) const;
  /// How many of these trials are finished on each state of the data, by its SHA-256.
  std::map<std::string, std::size_t> finished_on(const std::vector<std::string>& trial_ids) const;
  /// How many trials of an experiment are finished under each training version.
  std::map<int, std::size_t> finished_by_training_version(const std::string& experiment_name) const;

  /// Runs `read` in one transaction: all its statements see the same state, whatever other processes write meanwhile.
  /// It must not write. Calls may nest.
  void at_one_moment(const std::function<void()>& read) const;

  // The following are restricted to results on the data with this SHA-256, or cover any data if it is empty.

  /// The outcome of each trial that the database knows. The newest accepted attempt outweighs later failures.
  std::unordered_map<std::string, TrialOutcome> outcomes(const std::vector<std::string>& trial_ids,
                                                         const std::string& data_sha256 = "") const;
  /// All epochs, in order, of the newest accepted attempt of each trial. Trials that are neither done nor diverged are
  /// absent.
  std::unordered_map<std::string, std::vector<Epoch>> epochs(const std::vector<std::string>& trial_ids,
                                                             const std::string& data_sha256 = "") const;
  /// Diagnostics of the same attempts, by epoch, kind (activations first) and position. Trials without diagnostics are
  /// absent.
  std::unordered_map<std::string, std::vector<LayerEpoch>> layers(const std::vector<std::string>& trial_ids,
                                                                  const std::string& data_sha256 = "") const;

  /// The columns of `result` and `summary` that hold configuration: dotted keys, or "config.KEY" for a key that has the
  /// name of another column.
  std::vector<std::string> config_columns() const;

  /// One row of a query's answer; a column is null, an integer, a real or a text.
  using Row = std::vector<nlohmann::json>;
  using OnColumns = std::function<void(const std::vector<std::string>& names)>;
  using OnRow = std::function<void(const Row& row)>;
  /// Runs one statement that only reads and streams its answer: first the column names, then each row. It sees the
  /// given tables, too. Throws InputError with SQLite's message where the statement is wrong, writes, or attaches a
  /// file.
  void query(const std::string& sql, const OnColumns& on_columns, const OnRow& on_row,
             const std::vector<ExtraTable>& tables = {}) const;

 private:
  struct Impl;
  friend class StoreMerge;

  std::filesystem::path path_;
  std::unique_ptr<Impl> impl_;
};

/// --db if given, else $ACTSWEEP_DB, else results/actsweep.db.
std::filesystem::path database_path(const std::string& option);

}  // namespace actsweep
