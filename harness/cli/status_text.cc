#include "harness/cli/status_text.h"

#include <fmt/format.h>

#include <cmath>
#include <sstream>

#include "harness/cli/terminal_text.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using Rows = std::vector<std::vector<nlohmann::json>>;

nlohmann::json rounded(const std::optional<double>& value) {
  return value ? nlohmann::json(std::llround(*value)) : nlohmann::json();
}

/// Rounds down, so that 100 % means all.
std::int64_t percent(const Counts& counts, std::int64_t total) {
  return total == 0 ? 0 : 100 * (counts.done + counts.diverged) / total;
}

std::string experiments_text(const Status& status) {
  Rows rows;
  for (const ExperimentStatus& e : status.experiments) {
    const Counts& c = e.counts;
    rows.push_back({e.name, e.total(), c.done, c.diverged, c.failed, c.running, c.pending,
                    fmt::format("{:>3} %", percent(c, e.total())),
                    e.eta_seconds ? duration_text(*e.eta_seconds) : "-"});
  }
  return table_text({"experiment", "total", "done", "diverged", "failed", "running", "pending", "finished", "ETA"},
                    rows);
}

std::string runs_text(const Status& status, bool color) {
  std::string text;
  for (const RunStatus& run : status.runs) {
    const std::string who = fmt::format("run {}: process {} on {}", run.id, run.pid, printable(run.host));
    text += run.alive
                ? fmt::format("{}, {}, heartbeat {} ago\n", who, counted(static_cast<std::uint64_t>(run.jobs), "job"),
                              duration_text(run.heartbeat_age))
                : red(who + " ended unexpectedly; the next run takes over its trials", color) + "\n";
  }
  if (status.images_per_second) text += fmt::format("training {:.0f} images/s\n", *status.images_per_second);
  return text;
}

std::string running_text(const Status& status) {
  Rows rows;
  for (const RunningTrial& trial : status.running) {
    if (!trial.alive) continue;
    rows.push_back({trial.id, trial.settings,
                    trial.epochs > 0 ? fmt::format("{}/{}", trial.epoch, trial.epochs) : fmt::format("{}", trial.epoch),
                    rounded(trial.images_per_second)});
  }
  return rows.empty() ? "" : "\n" + table_text({"running", "settings", "epoch", "images/s"}, rows);
}

std::string failures_text(const Status& status, bool with_logs, bool color) {
  if (status.failed == 0) return "";
  Rows rows;
  bool is_hiding_logs = false;
  for (const FailedTrial& trial : status.failures) {
    rows.push_back({trial.id, trial.settings, trial.ended_at, trial.failure.reason});
    is_hiding_logs = is_hiding_logs || (!with_logs && !trial.failure.log.empty());
  }
  std::string text = "\n" + red(fmt::format("{} failed", status.failed), color) + "\n";
  std::istringstream table(rows.empty() ? "" : table_text({"trial", "settings", "ended", "reason"}, rows));
  std::string line;
  for (std::size_t i = 0; std::getline(table, line); ++i) {  // the header, then a line per failure
    text += line + "\n";
    if (with_logs && i > 0) text += log_text(status.failures[i - 1].failure.log);
  }
  const std::int64_t more = status.failed - static_cast<std::int64_t>(status.failures.size());
  if (more > 0) {
    text += fmt::format("and {} more: --failed lists them, with the last lines of their logs\n", more);
  } else if (is_hiding_logs) {
    text += "--failed shows the last lines of their logs\n";
  }
  return text;
}

}  // namespace

std::string status_text(const Status& status, bool with_logs, bool color) {
  if (status.experiments.empty()) return "no experiments yet\n";
  const std::string runs = runs_text(status, color);
  return experiments_text(status) + (runs.empty() ? "" : "\n" + runs) + running_text(status) +
         failures_text(status, with_logs, color);
}

}  // namespace actsweep
