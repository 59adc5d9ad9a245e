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

/// A trial as the store knows it.
struct TrialRecord {
  std::string id;
  nlohmann::json config;  ///< resolved, with every default
  /// The same configuration flat: dotted key to scalar. These become the columns of `result`.
  std::map<std::string, nlohmann::json> columns;
  int training_version = 1;
};

/// What is known of a run when it starts.
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
  /// Of the optimizer, behind the checkpoint from which it went on; 0: from the start. record_resumption() tells it.
  std::int64_t resumed_steps = 0;
};

enum class Outcome {
  kDone,
  kDiverged,     ///< a NaN or infinite loss: a result, counted as chance-level accuracy
  kFailed,       ///< a crash, an error, out of memory: kept with its reason, never a result
  kInterrupted,  ///< ended by the user, or by the end of the run that held it; the trial is pending again
};

/// How far a set of trials has come on given data.
struct Counts {
  std::int64_t pending = 0, running = 0, done = 0, diverged = 0, failed = 0;
};

/// A trial's recorded end, for reports. `state` is "done", "diverged", "failed", "running" or "pending".
struct TrialOutcome {
  std::string state = "pending";
  std::map<std::string, double> metrics;  ///< the last epoch's, by column name of `result`; NaN and missing are absent
  int epochs = 0;
  std::string error;
  AttemptInfo attempt;
  std::string finished_at;  ///< ISO 8601, UTC
};

/// Evidence on a claim, as somebody looked at it.
struct InterimAnalysis {
  std::string experiment, claim;
  std::string evidence;  ///< tells these trials from any others
  std::size_t seeds = 0;
};

/// What a merge took over.
struct MergeSummary {
  std::size_t trials = 0, new_trials = 0;
  std::size_t attempts = 0;                ///< that were not here
  std::size_t known_attempts = 0;          ///< that were
  std::size_t results = 0;                 ///< of the new attempts: those that count now
  std::size_t under_way = 0;               ///< attempts that have not ended, which are left out
  std::size_t other_training_version = 0;  ///< trials of another training version, which are left out
};

/// The database of trials and their metrics. One object is used by one thread. Every method throws InputError, naming
/// the file, where the database cannot be opened, read or written.
class Store {
 public:
  enum class Access { kReadWrite, kReadOnly };

  /// Opens the database; with kReadWrite it is created, or migrated from an older schema, when need be. A newer schema
  /// than this program's, or a file that is no database, is refused.
  Store(const std::filesystem::path& path, Access access);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // --- Experiments and their trials

  /// Records that an experiment was asked for, with the file's text and the overrides of this invocation.
  std::int64_t record_experiment(const std::string& name, const std::string& yaml,
                                 const std::vector<std::string>& overrides);
  /// The overrides with which an experiment was last recorded; nothing if it never was.
  std::optional<std::vector<std::string>> last_overrides(const std::string& experiment_name) const;
  /// Adds trials (those that are new) and their membership in the experiment, in one transaction.
  void enqueue(std::int64_t experiment, const std::vector<TrialRecord>& trials);

  /// Takes over what a database that was written elsewhere holds of experiments, trials, attempts that have ended, and
  /// looks, in one transaction: all of it or nothing. What is here already stays as it is, so that merging again does
  /// nothing; of two results of one trial on the same data the newer one counts. `remake` makes a trial anew from its
  /// configuration and throws InputError where it cannot: a trial has to come to the id under which it stands there.
  MergeSummary merge(const std::filesystem::path& source,
                     const std::function<TrialRecord(const nlohmann::json& config)>& remake);

  // --- A run: the one writer that claims trials and records their metrics

  /// Starts this process's run. It stays alive, for all other processes, until end_run or the death of the process: it
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
  /// Returns a leased trial that was not started.
  void release(const std::string& trial_id);
  std::int64_t begin_attempt(const std::string& trial_id, const AttemptInfo& info);
  /// The attempt goes on from a checkpoint with so many steps behind it.
  void record_resumption(std::int64_t attempt, std::int64_t steps);
  void record_epoch(std::int64_t attempt, const Epoch& epoch);
  /// What was seen of a layer, in any epoch from 0 on; it counts as no epoch of the attempt.
  void record_layer(std::int64_t attempt, const LayerEpoch& layer);
  /// Ends an attempt, sets the trial's state, and for kDone and kDiverged writes the trial's row of `result`. What was
  /// recorded so far then outlives even a power failure: the trial's checkpoint may go.
  void finish_attempt(std::int64_t attempt, Outcome outcome, const std::string& error = "");
  /// Ends an attempt that crashed, as interrupted, and leaves the trial with this run, to be tried again. Were it a
  /// failure, it would stay one when this run dies before it tries.
  void abandon_attempt(std::int64_t attempt, const std::string& error);

  // --- Looks at claims

  /// Records an interim analysis and returns its number among those at the claim, from 1 on; evidence that was looked
  /// at before keeps its number.
  int record_interim_analysis(const InterimAnalysis& analysis);
  /// The number that the interim analysis has or would have.
  int interim_analysis_number(const InterimAnalysis& analysis) const;

  // --- Reading

  /// Ids of the trials finished (done or diverged) on this data.
  std::unordered_set<std::string> finished(const std::string& data_sha256) const;
  bool is_finished(const std::string& trial_id, const std::string& data_sha256) const;
  /// Whether a live run holds the trial.
  bool is_held(const std::string& trial_id) const;
  /// On which data these trials are finished: its SHA-256, and how many of them.
  std::map<std::string, std::size_t> finished_on(const std::vector<std::string>& trial_ids) const;
  /// How many trials of an experiment are finished under each training version.
  std::map<int, std::size_t> finished_by_training_version(const std::string& experiment_name) const;

  /// Whatever `read` reads of this store is of one moment, however many statements that takes and whatever others write
  /// meanwhile. It must not write; what it calls may do the same.
  void at_one_moment(const std::function<void()>& read) const;

  // The following take what was trained on some data, or, where its SHA-256 is left out, on any.

  /// The outcome of each trial that the database knows. The newest accepted attempt wins over later failures.
  std::unordered_map<std::string, TrialOutcome> outcomes(const std::vector<std::string>& trial_ids,
                                                         const std::string& data_sha256 = "") const;
  /// Every epoch, in order, of each trial that is done or has diverged; the newest accepted attempt counts. Other
  /// trials are absent.
  std::unordered_map<std::string, std::vector<Epoch>> epochs(const std::vector<std::string>& trial_ids,
                                                             const std::string& data_sha256 = "") const;
  /// What was seen inside the networks of the same attempts, by epoch, kind (activations first) and position. Trials
  /// that looked at nothing are absent.
  std::unordered_map<std::string, std::vector<LayerEpoch>> layers(const std::vector<std::string>& trial_ids,
                                                                  const std::string& data_sha256 = "") const;

  /// The columns of `result` and `summary` that hold configuration: dotted keys, or "config.KEY" for a key whose name
  /// one of the other columns has.
  std::vector<std::string> config_columns() const;

  /// One row of a query's answer; a column is null, an integer, a real or a text.
  using Row = std::vector<nlohmann::json>;
  /// Runs one statement that only reads, and streams its answer: first the column names, then each row. InputError with
  /// SQLite's message where the statement is wrong, writes, or attaches another file.
  void query(const std::string& sql, const std::function<void(const std::vector<std::string>&)>& on_columns,
             const std::function<void(const Row&)>& on_row) const;

 private:
  struct Impl;
  friend class StoreMerge;

  std::filesystem::path path_;
  std::unique_ptr<Impl> impl_;
};

/// --db if given, else $ACTSWEEP_DB, else results/actsweep.db.
std::filesystem::path database_path(const std::string& option);

}  // namespace actsweep
