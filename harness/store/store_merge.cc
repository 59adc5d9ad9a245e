#include <map>
#include <set>

#include "harness/schema/trial_params.h"
#include "harness/store/config_columns.h"
#include "harness/store/enqueuer.h"
#include "harness/store/source_database.h"
#include "harness/store/store_impl.h"

namespace actsweep {

namespace fs = std::filesystem;

using Remake = std::function<TrialRecord(const nlohmann::json& config)>;

/// One merge, inside its transaction. Rows get new numbers: the source numbers its own.
class StoreMerge {
 public:
  StoreMerge(Store::Impl& store, SourceDatabase& source, const Remake& remake)
      : store_(store), source_(source), remake_(remake), enqueuer_(store.database) {}

  MergeSummary run() {
    // Errors of this database are not reported as the source's.
    const auto add_row = [&](const auto& row) { store_.guarded([&] { add(row); }); };
    source_.for_each_experiment(add_row);
    source_.for_each_trial(add_row);
    source_.for_each_interim_analysis(add_row);
    summary_.under_way = static_cast<std::size_t>(source_.attempts_under_way());
    return summary_;
  }

 private:
  /// Of both requests for an experiment, the later one remains.
  void add(const SourceDatabase::ExperimentRow& experiment) {
    auto added = store_.prepare(
        "INSERT INTO experiment (name, yaml, overrides, first_seen, last_seen) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET first_seen = min(first_seen, excluded.first_seen), "
        "last_seen = max(last_seen, excluded.last_seen), "
        "yaml = iif(excluded.last_seen > last_seen, excluded.yaml, yaml), "
        "overrides = iif(excluded.last_seen > last_seen, excluded.overrides, overrides) RETURNING id",
        experiment.name, experiment.yaml, experiment.overrides, experiment.first_seen, experiment.last_seen);
    added.executeStep();
    experiments_[experiment.id] = added.getColumn(0).getInt64();
    added.executeStep();
  }

  void add(const SourceDatabase::TrialRow& trial) {
    if (trial.training_version != kTrainingVersion) {
      ++summary_.other_training_version;
      return;
    }
    const std::int64_t number = add_record(trial);
    for (const std::int64_t experiment : trial.experiments) {
      const auto known = experiments_.find(experiment);
      if (known == experiments_.end())
        source_.fail(fmt::format("trial {} belongs to an experiment that is missing", trial.id));
      enqueuer_.join(number, known->second);
    }
    const std::vector<SourceDatabase::AttemptRow> attempts = source_.attempts(trial);
    for (const SourceDatabase::AttemptRow& attempt : attempts) add(number, attempt);
    if (!attempts.empty()) store_.settle(fmt::format("number = {} AND state <> 'running'", number));
  }

  std::int64_t add_record(const SourceDatabase::TrialRow& trial) {
    TrialRecord record;
    try {
      record = remake_(trial.config);
    } catch (const InputError& error) {
      source_.fail(fmt::format("trial {} has no configuration for this actsweep: {}", trial.id, error.what()));
    }
    if (record.id != trial.id) {
      source_.fail(fmt::format("trial {} has a configuration whose id is {}: it is not what was trained under that id",
                               trial.id, record.id));
    }
    std::set<std::string> columns;
    for (const auto& [key, value] : record.columns) {
      if (columns_.insert(key).second) columns.insert(config_column(key));
    }
    if (!columns.empty()) add_config_columns(store_.database, columns);
    ++summary_.trials;
    const bool is_known = store_.prepare("SELECT 1 FROM trial WHERE id = ?", record.id).executeStep();
    if (!is_known) ++summary_.new_trials;
    return enqueuer_.add(record);
  }

  void add(std::int64_t trial, const SourceDatabase::AttemptRow& attempt) {
    const AttemptInfo& info = attempt.info;
    // One process does not begin two attempts at a trial in one millisecond.
    auto known = store_.prepare(
        "SELECT 1 FROM attempt WHERE trial = ? AND host = ? AND pid = ? AND started_at = ? AND data_sha256 = ? "
        "AND outcome = ?",
        trial, info.host, info.pid, attempt.started_at, info.data_sha256, attempt.outcome);
    if (known.executeStep()) {
      ++summary_.known_attempts;
      return;
    }
    const std::int64_t id =
        store_.insert_attempt(info, "trial, run, outcome, error, started_at, ended_at", trial, run_of(attempt),
                              attempt.outcome, attempt.error, attempt.started_at, attempt.ended_at);
    for (const Epoch& epoch : source_.epochs(attempt.id)) store_.insert_epoch(id, epoch);
    for (const LayerEpoch& layer : source_.layers(attempt.id)) store_.insert_layer(id, layer);
    ++summary_.attempts;
    if ((attempt.outcome == "done" || attempt.outcome == "diverged") && is_newest(trial, attempt)) {
      store_.accept(id);
      ++summary_.results;
    }
  }

  bool is_newest(std::int64_t trial, const SourceDatabase::AttemptRow& attempt) {
    auto newer = store_.prepare("SELECT 1 FROM outcome WHERE trial = ? AND data_sha256 = ? AND finished_at >= ?", trial,
                                attempt.info.data_sha256, attempt.ended_at);
    return !newer.executeStep();
  }

  /// The number here of the run that made an attempt. The first of its attempts brings the run with it.
  std::int64_t run_of(const SourceDatabase::AttemptRow& attempt) {
    const auto [place, is_new] = runs_.try_emplace(attempt.run, 0);
    if (!is_new) return place->second;
    const SourceDatabase::RunRow run = source_.run(attempt.run);
    auto known = store_.prepare("SELECT id FROM run WHERE host = ? AND pid = ? AND started_at = ? AND command_line = ?",
                                run.host, run.pid, run.started_at, run.command_line);
    if (known.executeStep()) return place->second = known.getColumn(0).getInt64();
    // Here the run has ended: it holds none of this database's trials.
    store_.exec(
        "INSERT INTO run (host, pid, jobs, command_line, started_at, heartbeat_at, ended_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        run.host, run.pid, run.jobs, run.command_line, run.started_at, run.heartbeat_at,
        run.ended_at.empty() ? run.heartbeat_at : run.ended_at);
    return place->second = store_.database.getLastInsertRowid();
  }

  void add(const SourceDatabase::InterimAnalysisRow& row) {
    store_.exec(
        "INSERT OR IGNORE INTO interim_analysis (experiment, claim, evidence, seeds, at) VALUES (?, ?, ?, ?, ?)",
        row.experiment, row.claim, row.evidence, row.seeds, row.at);
  }

  Store::Impl& store_;
  SourceDatabase& source_;
  const Remake& remake_;
  Enqueuer enqueuer_;
  std::map<std::int64_t, std::int64_t> experiments_, runs_;  ///< from the source's numbers to those here
  std::set<std::string> columns_;
  MergeSummary summary_;
};

MergeSummary Store::merge(const fs::path& path, const Remake& remake) {
  std::error_code ignored;
  if (fs::equivalent(path, impl_->path, ignored)) {
    throw InputError(fmt::format("{} cannot be merged into itself", path.string()));
  }
  SourceDatabase source(path);
  const Impl::Durable durable(*impl_);
  return impl_->write([&] { return StoreMerge(*impl_, source, remake).run(); });
}

}  // namespace actsweep
