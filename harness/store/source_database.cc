#include "harness/store/source_database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <regex>

#include "harness/schema/histogram.h"
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
constexpr std::size_t kMaxLineLength = 4096;  ///< of a text, unless it is a document
constexpr std::int64_t kMax = std::int64_t{1} << 53;
constexpr int kMaxInt = std::numeric_limits<int>::max();

/// Whether a text is a hash of so many hexadecimal digits.
bool is_hash(const std::string& text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

/// Reads the values of a row from left to right, and checks each.
class SourceDatabase::CheckedRow {
 public:
  /// `what` is the name of the row in messages.
  CheckedRow(const SourceDatabase& source, const SQLite::Statement& row, const std::string& what)
      : source_(source), row_(row), what_(what) {}

  /// A text in UTF-8.
  std::string text(const char* name, std::size_t max_size = kMaxLineLength) {
    std::string text = bytes(name, max_size);
    if (repaired_utf8(text) != text) reject(name, "is not UTF-8");
    return text;
  }

  /// Output of a process, any bytes, repaired to UTF-8.
  std::string output(const char* name, std::size_t max_size) { return repaired_utf8(bytes(name, max_size)); }

  /// A time in ISO 8601, UTC, with milliseconds.
  std::string time(const char* name) {
    static const std::regex form(R"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)");
    std::string time = text(name);
    if (!std::regex_match(time, form)) reject(name, "is not a time such as 2026-01-31T12:00:00.000Z");
    return time;
  }

  /// The same, or "" for NULL.
  std::string time_or_none(const char* name) {
    if (!row_.getColumn(next_).isNull()) return time(name);
    ++next_;
    return "";
  }

  std::int64_t integer(const char* name, std::int64_t min, std::int64_t max) {
    const SQLite::Column value = row_.getColumn(next_++);
    if (!value.isInteger()) reject(name, "is not an integer");
    const std::int64_t number = value.getInt64();
    if (number < min || number > max) reject(name, fmt::format("is {}, not from {} to {}", number, min, max));
    return number;
  }

  /// A text, a count up to kMax or a million (of type int), or 0 or 1.
  void read(const char* name, std::string& value) { value = text(name); }
  void read(const char* name, std::int64_t& value) { value = integer(name, 0, kMax); }
  void read(const char* name, int& value) { value = static_cast<int>(integer(name, 0, 1 << 20)); }
  void read(const char* name, bool& value) { value = integer(name, 0, 1) == 1; }

  /// All values of epoch_metrics() or layer_metrics(): finite numbers, or nothing for NULL.
  template <typename Metrics, typename Target>
  void metrics(const Metrics& metrics, Target& target) {
    for (const auto& metric : metrics) {
      const SQLite::Column value = row_.getColumn(next_++);
      if (value.isNull()) continue;
      const double number = value.getDouble();
      if ((!value.isFloat() && !value.isInteger()) || !std::isfinite(number)) {
        reject(metric.name, "is not a finite number");
      }
      target.*metric.value = number;
    }
  }

  [[noreturn]] void reject(const char* name, const std::string& problem) const {
    source_.fail(fmt::format("{}: {} {}", what_, name, problem));
  }

 private:
  std::string bytes(const char* name, std::size_t max_size) {
    const SQLite::Column value = row_.getColumn(next_++);
    if (!value.isText()) reject(name, "is not a text");
    std::string text = value.getString();
    if (text.size() > max_size) reject(name, fmt::format("is longer than {} bytes", max_size));
    return text;
  }

  const SourceDatabase& source_;
  const SQLite::Statement& row_;
  const std::string& what_;
  int next_ = 0;
};

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

template <typename Read, typename... Keys>
void SourceDatabase::for_each_row(const std::string& what, const std::string& sql, const Read& read,
                                  const Keys&... keys) const {
  guarded(path_, [&] {
    SQLite::Statement statement(database_, sql);
    SQLite::bind(statement, keys...);
    while (statement.executeStep()) {
      CheckedRow row(*this, statement, what);
      read(row);
    }
  });
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
  if (answer != "ok") fail(fmt::format("is damaged: {}", answer.substr(0, kMaxLineLength)));
}

void SourceDatabase::for_each_experiment(const std::function<void(const ExperimentRow&)>& visit) {
  const auto is_text = [](const nlohmann::json& item) { return item.is_string(); };
  for_each_row("an experiment", "SELECT id, name, yaml, overrides, first_seen, last_seen FROM experiment",
               [&](CheckedRow& row) {
                 ExperimentRow experiment;
                 experiment.id = row.integer("id", 1, kMax);
                 experiment.name = row.text("name");
                 if (!is_plain_name(experiment.name)) row.reject("name", "is not a valid name of an experiment");
                 experiment.yaml = row.text("yaml", kMaxLength);
                 experiment.overrides = row.text("overrides", kMaxLength);
                 const auto overrides = parse_shallow_json(experiment.overrides);
                 if (!overrides.is_array() || !std::all_of(overrides.begin(), overrides.end(), is_text)) {
                   row.reject("overrides", "is not a list of texts");
                 }
                 experiment.first_seen = row.time("first_seen");
                 experiment.last_seen = row.time("last_seen");
                 visit(experiment);
               });
}

void SourceDatabase::for_each_interim_analysis(const std::function<void(const InterimAnalysisRow&)>& visit) {
  for_each_row("an interim analysis", "SELECT experiment, claim, evidence, seeds, at FROM interim_analysis ORDER BY id",
               [&](CheckedRow& row) {
                 visit({row.text("experiment"), row.text("claim"), row.text("evidence"), row.integer("seeds", 0, kMax),
                        row.time("at")});
               });
}

void SourceDatabase::for_each_trial(const std::function<void(const TrialRow&)>& visit) {
  for_each_row("a trial",
               "SELECT t.number, t.id, t.training_version, c.config FROM trial AS t LEFT JOIN trial_config AS c ON "
               "c.trial = t.number ORDER BY t.number",
               [&](CheckedRow& row) {
                 TrialRow trial;
                 trial.number = row.integer("number", 1, kMax);
                 trial.id = row.text("id", 16);
                 if (!is_hash(trial.id, 16)) row.reject("id", "is not 16 hexadecimal digits");
                 trial.training_version = static_cast<int>(row.integer("training_version", 1, kMaxInt));
                 trial.config = parse_shallow_json(row.text("config", kMaxConfigLength));
                 if (!trial.config.is_object()) row.reject("config", "is not a JSON object");
                 for_each_row(
                     "a trial", "SELECT experiment FROM experiment_trial WHERE trial = ?",
                     [&](CheckedRow& member) { trial.experiments.push_back(member.integer("experiment", 1, kMax)); },
                     trial.number);
                 visit(trial);
               });
}

std::vector<SourceDatabase::AttemptRow> SourceDatabase::attempts(const TrialRow& trial) {
  static const std::string sql = fmt::format(
      "SELECT id, run, outcome, error, started_at, ended_at{} FROM attempt WHERE trial = ? AND outcome IS NOT NULL "
      "ORDER BY id",
      further_attempt_columns());
  std::vector<AttemptRow> attempts;
  const auto read = [&](CheckedRow& row) {
    AttemptRow& attempt = attempts.emplace_back();
    attempt.id = row.integer("id", 1, kMax);
    attempt.run = row.integer("run", 1, kMax);
    attempt.outcome = row.text("outcome");
    const bool is_result = attempt.outcome == "done" || attempt.outcome == "diverged";
    if (!is_result && attempt.outcome != "failed" && attempt.outcome != "interrupted") {
      row.reject("outcome", "is not done, diverged, failed or interrupted");
    }
    attempt.error = row.output("error", 1 << 16);
    attempt.started_at = row.time("started_at");
    attempt.ended_at = row.time("ended_at");
    AttemptInfo& info = attempt.info;
    for_each_attempt_column(info, [&](const char* name, auto& value) { row.read(name, value); });
    if (!is_hash(info.data_sha256, 64) && (is_result || !info.data_sha256.empty())) {
      row.reject("data_sha256", "is not a SHA-256");
    }
  };
  for_each_row(fmt::format("an attempt at trial {}", trial.id), sql, read, trial.number);
  return attempts;
}

SourceDatabase::RunRow SourceDatabase::run(std::int64_t id) {
  std::optional<RunRow> run;
  const auto read = [&](CheckedRow& row) {
    run = RunRow{row.text("host"),
                 row.integer("pid", 0, kMax),
                 row.integer("jobs", 0, 1 << 20),
                 row.output("command_line", 1 << 20),
                 row.time("started_at"),
                 row.time("heartbeat_at"),
                 row.time_or_none("ended_at")};
  };
  for_each_row(fmt::format("run {}", id),
               "SELECT host, pid, jobs, command_line, started_at, heartbeat_at, ended_at FROM run WHERE id = ?", read,
               id);
  if (!run) fail(fmt::format("has attempts of run {}, but not the run", id));
  return *run;
}

std::vector<Epoch> SourceDatabase::epochs(std::int64_t attempt) {
  static const std::string sql =
      fmt::format("SELECT epoch{} FROM epoch WHERE attempt = ? ORDER BY epoch", further_columns(epoch_metrics()));
  std::vector<Epoch> epochs;
  const auto read = [&](CheckedRow& row) {
    Epoch& epoch = epochs.emplace_back();
    epoch.epoch = static_cast<int>(row.integer("epoch", 1, kMaxInt));
    row.metrics(epoch_metrics(), epoch);
  };
  for_each_row(fmt::format("an epoch of attempt {}", attempt), sql, read, attempt);
  return epochs;
}

std::vector<LayerEpoch> SourceDatabase::layers(std::int64_t attempt) {
  static const std::string sql = fmt::format(
      "SELECT epoch, kind, position, module, coalesce(preactivations, ''){} FROM layer_epoch WHERE attempt = ?",
      further_columns(layer_metrics()));
  std::vector<LayerEpoch> layers;
  const auto read = [&](CheckedRow& row) {
    LayerEpoch& layer = layers.emplace_back();
    layer.epoch = static_cast<int>(row.integer("epoch", 0, kMaxInt));
    const std::string kind = row.text("kind");
    if (kind != name_of(LayerKind::kActivation) && kind != name_of(LayerKind::kWeights)) {
      row.reject("kind", "is neither activation nor weights");
    }
    layer.kind = layer_kind(kind);
    layer.position = static_cast<int>(row.integer("position", 1, 1 << 20));
    layer.module = row.text("module");
    layer.preactivations = row.text("preactivations", 1 << 16);
    if (!layer.preactivations.empty() && !parse_histogram(layer.preactivations)) {
      row.reject("preactivations", "is not a histogram");
    }
    row.metrics(layer_metrics(), layer);
  };
  for_each_row(fmt::format("a layer of attempt {}", attempt), sql, read, attempt);
  return layers;
}

std::int64_t SourceDatabase::attempts_under_way() {
  return guarded(path_,
                 [&] { return database_.execAndGet("SELECT count(*) FROM attempt WHERE outcome IS NULL").getInt64(); });
}

}  // namespace actsweep
