#include "harness/cli/status_text.h"

#include <fmt/format.h>

#include <cmath>
#include <sstream>

#include "harness/cli/row_writer.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using Rows = std::vector<std::vector<nlohmann::json>>;

std::string table(const std::vector<std::string>& names, const Rows& rows) {
  std::ostringstream out;
  const auto writer = make_row_writer("table", out, true);
  writer->columns(names);
  for (const auto& row : rows) writer->row(row);
  writer->finish();
  return out.str();
}

std::string red(const std::string& text, bool color) { return color ? "\x1b[31m" + text + "\x1b[0m" : text; }

nlohmann::json rounded(const std::optional<double>& value) {
  return value ? nlohmann::json(std::llround(*value)) : nlohmann::json();
}

/// Rounded down, so that 100 % means all.
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
  return table({"experiment", "total", "done", "diverged", "failed", "running", "pending", "finished", "ETA"}, rows);
}

std::string runs_text(const Status& status, bool color) {
  std::string text;
  for (const RunStatus& run : status.runs) {
    const std::string who = fmt::format("run {}: process {} on {}", run.id, run.pid, printable(run.host));
    text += run.alive ? fmt::format("{}, {} slot{}, heartbeat {} ago\n", who, run.slots, run.slots == 1 ? "" : "s",
                                    duration_text(run.heartbeat_age))
                      : red(who + " ended unexpectedly; the next run takes up its trials", color) + "\n";
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
  return rows.empty() ? "" : "\n" + table({"running", "settings", "epoch", "images/s"}, rows);
}

std::string failures_text(const Status& status, bool color) {
  if (status.failed == 0) return "";
  std::string text = "\n" + red(fmt::format("{} failed", status.failed), color) + "\n";
  Rows rows;
  for (const FailedTrial& trial : status.failures) rows.push_back({trial.id, trial.ended_at, trial.reason});
  if (!rows.empty()) text += table({"trial", "ended", "reason"}, rows);
  const auto shown = static_cast<std::int64_t>(rows.size());
  if (shown < status.failed) text += fmt::format("and {} more: --failed lists them\n", status.failed - shown);
  return text;
}

}  // namespace

std::string status_text(const Status& status, bool color) {
  if (status.experiments.empty()) return "no experiments yet\n";
  const std::string runs = runs_text(status, color);
  return experiments_text(status) + (runs.empty() ? "" : "\n" + runs) + running_text(status) +
         failures_text(status, color);
}

}  // namespace actsweep
