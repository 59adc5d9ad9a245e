#include "harness/store/source_database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>

#include "harness/schema/histogram.h"
#include "harness/store/checked_row.h"
#include "harness/store/connection.h"
#include "harness/store/schema.h"
#include "harness/store/sql.h"
#include "harness/util/error.h"
#include "harness/util/printable.h"
#include "harness/util/shallow_json.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

constexpr std::size_t kMaxLength = 16 << 20;  ///< bytes of any value
constexpr std::size_t kMaxConfigLength = 1 << 20;
constexpr std::int64_t kMax = CheckedRow::kMaxInteger;

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

SourceDatabase::SourceDatabase(const std::filesystem::path& path)
    : path_(path),
      database_(
          open_database(std::filesystem::weakly_canonical(std::filesystem::absolute(path)), Store::Access::kReadOnly)) {
  guarded(path_, [&] {
    distrust();
    database_.exec("BEGIN");  // all reads see one state
    if (const std::string foreign = foreign_schema(database_); !foreign.empty()) fail(foreign);
    check_pages();
  });
}

void SourceDatabase::fail(const std::string& message) const {
  throw InputError(fmt::format("{}: {}", path_.string(), printable(message)));
}

std::function<void(const std::string&)> SourceDatabase::rejecting(const std::string& row) const {
  return [this, row](const std::string& what) { fail(row + ": " + what); };
}

void SourceDatabase::distrust() {
  sqlite3* handle = database_.getHandle();
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, static_cast<int>(kMaxLength));
  database_.exec("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0");
}

void SourceDatabase::check_pages() {
  // CHECK constraints could run arbitrary expressions; values are checked as they are read.
  database_.exec("PRAGMA ignore_check_constraints = ON");
  SQLite::Statement check(database_, "PRAGMA integrity_check(1)");
  check.executeStep();
  const std::string answer = check.getColumn(0).getString();
  if (answer != "ok") fail(fmt::format("is damaged: {}", answer.substr(0, CheckedRow::kMaxLineLength)));
}

void SourceDatabase::for_each_experiment(const std::function<void(const ExperimentRow&)>& visit) {
  guarded(path_, [&] {
    SQLite::Statement row(database_, "SELECT id, name, yaml, overrides, first_seen, last_seen FROM experiment");
    while (row.executeStep()) {
      CheckedRow values(row, rejecting("an experiment"));
      ExperimentRow experiment;
      experiment.id = values.integer("id", 1, kMax);
      experiment.name = values.text("name");
      if (!is_plain_name(experiment.name)) values.reject("name", "is not a valid name of an experiment");
      experiment.yaml = values.text("yaml", kMaxLength);
      experiment.overrides = values.text("overrides", kMaxLength);
      const auto overrides = parse_shallow_json(experiment.overrides);
      const auto is_text = [](const nlohmann::json& item) { return item.is_string(); };
      if (!overrides.is_array() || !std::all_of(overrides.begin(), overrides.end(), is_text)) {
        values.reject("overrides", "is not a list of texts");
      }
      experiment.first_seen = values.time("first_seen");
      experiment.last_seen = values.time("last_seen");
      visit(experiment);
    }
  });
}

void SourceDatabase::for_each_interim_analysis(const std::function<void(const InterimAnalysisRow&)>& visit) {
  guarded(path_, [&] {
    SQLite::Statement row(database_, "SELECT experiment, claim, evidence, seeds, at FROM interim_analysis ORDER BY id");
    while (row.executeStep()) {
      CheckedRow values(row, rejecting("an interim analysis"));
      InterimAnalysisRow analysis;
      analysis.analysis.experiment = values.text("experiment");
      analysis.analysis.claim = values.text("claim");
      analysis.analysis.evidence = values.text("evidence");
      analysis.analysis.seeds = static_cast<std::size_t>(values.integer("seeds", 0, kMax));
      analysis.at = values.time("at");
      visit(analysis);
    }
  });
}

void SourceDatabase::for_each_trial(const std::function<void(const TrialRow&)>& visit) {
  guarded(path_, [&] {
    SQLite::Statement row(
        database_,
        "SELECT t.number, t.id, t.training_version, c.config FROM trial AS t LEFT JOIN trial_config AS c ON "
        "c.trial = t.number ORDER BY t.number");
    SQLite::Statement members(database_, "SELECT experiment FROM experiment_trial WHERE trial = ?");
    while (row.executeStep()) {
      CheckedRow values(row, rejecting("a trial"));
      TrialRow trial;
      trial.number = values.integer("number", 1, kMax);
      trial.id = values.text("id", 16);
      if (trial.id.size() != 16 || trial.id.find_first_not_of("0123456789abcdef") != std::string::npos) {
        values.reject("id", "is not 16 hexadecimal digits");
      }
      trial.training_version = static_cast<int>(values.integer("training_version", 1, std::numeric_limits<int>::max()));
      trial.config = parse_shallow_json(values.text("config", kMaxConfigLength));
      if (!trial.config.is_object()) values.reject("config", "is not a JSON object");
      members.reset();
      members.bind(1, trial.number);
      while (members.executeStep()) {
        trial.experiments.push_back(CheckedRow(members, rejecting("a trial")).integer("experiment", 1, kMax));
      }
      visit(trial);
    }
  });
}

std::vector<SourceDatabase::AttemptRow> SourceDatabase::attempts(const TrialRow& trial) {
  return guarded(path_, [&] {
    SQLite::Statement row(database_, fmt::format("SELECT id, run, outcome, error, started_at, ended_at{} FROM attempt "
                                                 "WHERE trial = ? AND outcome IS NOT NULL ORDER BY id",
                                                 further_attempt_columns()));
    row.bind(1, trial.number);
    std::vector<AttemptRow> rows;
    while (row.executeStep()) {
      CheckedRow values(row, rejecting(fmt::format("an attempt at trial {}", trial.id)));
      AttemptRow& attempt = rows.emplace_back();
      attempt.id = values.integer("id", 1, kMax);
      attempt.run = values.integer("run", 1, kMax);
      attempt.outcome = values.text("outcome");
      const bool is_result = attempt.outcome == "done" || attempt.outcome == "diverged";
      if (!is_result && attempt.outcome != "failed" && attempt.outcome != "interrupted") {
        values.reject("outcome", "is not done, diverged, failed or interrupted");
      }
      attempt.error = values.output("error", 1 << 16);
      attempt.started_at = values.time("started_at");
      attempt.ended_at = values.time("ended_at");
      AttemptInfo& info = attempt.info;
      for_each_attempt_column(info, [&](const char* name, auto& value) { values.read(name, value); });
      if (!is_sha256(info.data_sha256) && (is_result || !info.data_sha256.empty())) {
        values.reject("data_sha256", "is not a SHA-256");
      }
    }
    return rows;
  });
}

SourceDatabase::RunRow SourceDatabase::run(std::int64_t id) {
  return guarded(path_, [&] {
    SQLite::Statement row(
        database_, "SELECT host, pid, jobs, command_line, started_at, heartbeat_at, ended_at FROM run WHERE id = ?");
    row.bind(1, id);
    if (!row.executeStep()) fail(fmt::format("has attempts of run {}, but not the run", id));
    CheckedRow values(row, rejecting(fmt::format("run {}", id)));
    RunRow run;
    run.host = values.text("host");
    run.pid = values.integer("pid", 0, kMax);
    run.jobs = values.integer("jobs", 0, 1 << 20);
    run.command_line = values.output("command_line", 1 << 20);
    run.started_at = values.time("started_at");
    run.heartbeat_at = values.time("heartbeat_at");
    run.ended_at = values.time_or_none("ended_at");
    return run;
  });
}

std::vector<Epoch> SourceDatabase::epochs(std::int64_t attempt) {
  static const std::string sql =
      fmt::format("SELECT epoch{} FROM epoch WHERE attempt = ? ORDER BY epoch", further_columns(epoch_metrics()));
  return guarded(path_, [&] {
    SQLite::Statement row(database_, sql);
    row.bind(1, attempt);
    std::vector<Epoch> rows;
    while (row.executeStep()) {
      CheckedRow values(row, rejecting(fmt::format("an epoch of attempt {}", attempt)));
      Epoch& epoch = rows.emplace_back();
      epoch.epoch = static_cast<int>(values.integer("epoch", 1, std::numeric_limits<int>::max()));
      values.metrics(epoch_metrics(), epoch);
    }
    return rows;
  });
}

std::vector<LayerEpoch> SourceDatabase::layers(std::int64_t attempt) {
  static const std::string sql = fmt::format(
      "SELECT epoch, kind, position, module, coalesce(preactivations, ''){} FROM layer_epoch WHERE attempt = ?",
      further_columns(layer_metrics()));
  return guarded(path_, [&] {
    SQLite::Statement row(database_, sql);
    row.bind(1, attempt);
    std::vector<LayerEpoch> rows;
    while (row.executeStep()) {
      CheckedRow values(row, rejecting(fmt::format("a layer of attempt {}", attempt)));
      LayerEpoch& layer = rows.emplace_back();
      layer.epoch = static_cast<int>(values.integer("epoch", 0, std::numeric_limits<int>::max()));
      const std::string kind = values.text("kind");
      if (kind != name_of(LayerKind::kActivation) && kind != name_of(LayerKind::kWeights)) {
        values.reject("kind", "is neither activation nor weights");
      }
      layer.kind = layer_kind(kind);
      layer.position = static_cast<int>(values.integer("position", 1, 1 << 20));
      layer.module = values.text("module");
      layer.preactivations = values.text("preactivations", 1 << 16);
      if (!layer.preactivations.empty() && !parse_histogram(layer.preactivations)) {
        values.reject("preactivations", "is not a histogram");
      }
      values.metrics(layer_metrics(), layer);
    }
    return rows;
  });
}

std::int64_t SourceDatabase::attempts_under_way() {
  return guarded(path_,
                 [&] { return database_.execAndGet("SELECT count(*) FROM attempt WHERE outcome IS NULL").getInt64(); });
}

}  // namespace actsweep
