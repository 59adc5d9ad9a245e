#include "harness/store/status.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/store/experiments.h"
#include "harness/store/query.h"
#include "harness/store/run_lock.h"

namespace actsweep {
namespace {

/// The trials that runs hold, alive or dead, of the experiments in `experiment_ids`, an SQL list.
std::vector<RunningTrial> held_trials(const Store& store, const std::vector<RunStatus>& runs,
                                      const std::string& experiment_ids) {
  const std::vector<std::string> columns = store.config_columns();
  const bool knows_epochs = std::find(columns.begin(), columns.end(), "epochs") != columns.end();
  std::vector<RunningTrial> held;
  std::vector<std::int64_t> numbers;
  each_row(store,
           fmt::format("SELECT t.number, t.id, t.run, coalesce(e.epoch, 0), {}, e.images_per_second, et.experiment "
                       "FROM trial AS t JOIN experiment_trial AS et ON et.trial = t.number "
                       "LEFT JOIN attempt AS a ON a.trial = t.number AND a.outcome IS NULL "
                       "LEFT JOIN epoch AS e ON e.attempt = a.id "
                       "  AND e.epoch = (SELECT max(epoch) FROM epoch WHERE attempt = a.id) "
                       "WHERE t.state = 'running' AND et.experiment IN {} ORDER BY t.number",
                       knows_epochs ? "t.epochs" : "NULL", experiment_ids),
           [&](const Store::Row& row) {
             if (numbers.empty() || numbers.back() != row[0]) {
               numbers.push_back(integer(row[0]));
               const auto run = integer(row[2]);
               const bool alive =
                   std::any_of(runs.begin(), runs.end(), [&](const RunStatus& r) { return r.id == run && r.alive; });
               held.push_back({text(row[1]), run, alive, "", integer(row[3]), integer(row[4]), number(row[5])});
             }
             held.back().experiments.insert(integer(row[6]));
           });
  auto settings = settings_apart(store, numbers, experiment_ids);
  for (std::size_t i = 0; i < held.size(); ++i) held[i].settings = std::move(settings[numbers[i]]);
  return held;
}

/// The mean duration of the trials that an experiment finished last, in seconds.
std::optional<double> mean_duration(const Store& store, std::int64_t experiment) {
  std::optional<double> mean;
  each_row(store,
           fmt::format(
               "SELECT avg(seconds) FROM (SELECT (julianday(a.ended_at) - julianday(a.started_at)) * 86400 AS seconds "
               "FROM trial AS t CROSS JOIN experiment_trial AS et ON et.trial = t.number AND et.experiment = {} "
               "CROSS JOIN attempt AS a ON a.trial = t.number AND a.outcome = 'done' "
               "WHERE t.state = 'done' ORDER BY t.newest_epoch_at DESC LIMIT 200)",
               experiment),
           [&](const Store::Row& row) { mean = number(row[0]); });
  return mean;
}

std::optional<double> eta(const Store& store, std::int64_t experiment, const Counts& counts,
                          const std::vector<RunningTrial>& held, const std::vector<RunStatus>& runs) {
  std::int64_t jobs = 0;
  for (const RunStatus& run : runs) jobs += run.alive ? run.jobs : 0;
  if (jobs == 0 || counts.pending + counts.running == 0) return std::nullopt;
  const std::optional<double> duration = mean_duration(store, experiment);
  if (!duration) return std::nullopt;
  double trials = static_cast<double>(counts.pending);
  double longest = 0;  // the largest remaining part of one trial, which no number of jobs shortens
  for (const RunningTrial& h : held) {
    if (!h.alive || !h.experiments.contains(experiment)) continue;
    const double done = h.epochs > 0 ? static_cast<double>(h.epoch) / static_cast<double>(h.epochs) : 0;
    trials += 1 - done;
    longest = std::max(longest, 1 - done);
  }
  return *duration * std::max(longest, trials / static_cast<double>(jobs));
}

std::map<std::string, Counts> counted(const Store& store) {
  std::map<std::string, Counts> counts;
  each_row(
      store, "SELECT experiment, pending, running, done, diverged, failed FROM progress", [&](const Store::Row& row) {
        counts[text(row[0])] = {integer(row[1]), integer(row[2]), integer(row[3]), integer(row[4]), integer(row[5])};
      });
  return counts;
}

std::optional<double> throughput(const std::vector<RunningTrial>& held) {
  double sum = 0;
  int alive = 0;
  int measured = 0;
  for (const RunningTrial& h : held) {
    if (!h.alive) continue;
    ++alive;
    if (!h.images_per_second) continue;
    sum += *h.images_per_second;
    ++measured;
  }
  if (measured == 0) return std::nullopt;
  return sum / measured * alive;  // assumes that trials in their first epoch are as fast as the others
}

void read_failures(const Store& store, const std::string& ids, int max, Status& status) {
  const std::string failed = fmt::format(
      "FROM trial AS t WHERE t.state = 'failed' AND EXISTS (SELECT 1 FROM experiment_trial AS et "
      "WHERE et.trial = t.number AND et.experiment IN {})",
      ids);
  each_row(store, "SELECT count(*) " + failed, [&](const Store::Row& row) { status.failed = integer(row[0]); });
  constexpr std::size_t kMaxDescribed = 10'000;  // an SQL statement has room for so many numbers
  std::vector<std::int64_t> numbers;
  each_row(store,
           fmt::format(
               "SELECT t.id, a.ended_at, a.error, t.number FROM (SELECT t.id, t.number {}) AS t JOIN attempt AS a ON "
               "a.id = (SELECT id FROM attempt WHERE trial = t.number ORDER BY started_at DESC, id DESC LIMIT 1) "
               "ORDER BY a.ended_at DESC, a.id DESC LIMIT {}",
               failed, max),
           [&](const Store::Row& row) {
             status.failures.push_back({text(row[0]), text(row[1]), split_failure(text(row[2])), ""});
             numbers.push_back(integer(row[3]));
           });
  if (numbers.size() > kMaxDescribed) numbers.resize(kMaxDescribed);
  auto settings = settings_apart(store, numbers, ids);
  for (std::size_t i = 0; i < numbers.size(); ++i) status.failures[i].settings = std::move(settings[numbers[i]]);
}

}  // namespace

std::vector<RunStatus> runs_where(const Store& store, const std::string& condition) {
  std::vector<RunStatus> runs;
  const auto path = std::filesystem::weakly_canonical(store.path());
  each_row(store,
           fmt::format("SELECT id, host, pid, jobs, (julianday('now') - julianday(heartbeat_at)) * 86400, "
                       "ended_at IS NULL FROM run WHERE {} ORDER BY id",
                       condition),
           [&](const Store::Row& row) {
             const auto id = integer(row[0]);
             runs.push_back({id, text(row[1]), integer(row[2]), integer(row[3]), number(row[4]).value_or(0),
                             integer(row[5]) != 0 && run_is_alive(path, id)});
           });
  return runs;
}

std::int64_t ExperimentStatus::total() const {
  return counts.pending + counts.running + counts.done + counts.diverged + counts.failed;
}

Status read_status(const Store& store, const std::vector<std::string>& experiments, int max_failures) {
  Status status;
  store.at_one_moment([&] {
    const std::vector<KnownExperiment> chosen = known_experiments(store, experiments);
    const std::string ids = id_list(chosen);
    status.runs = runs_where(store, "ended_at IS NULL");
    status.running = held_trials(store, status.runs, ids);
    std::map<std::string, Counts> counts = counted(store);
    for (const KnownExperiment& experiment : chosen) {
      Counts& c = counts[experiment.name];
      const auto orphans = std::count_if(status.running.begin(), status.running.end(), [&](const RunningTrial& h) {
        return !h.alive && h.experiments.contains(experiment.id);
      });
      c.running -= orphans;
      c.pending += orphans;
      status.experiments.push_back({experiment.name, c, eta(store, experiment.id, c, status.running, status.runs)});
    }
    status.images_per_second = throughput(status.running);
    read_failures(store, ids, max_failures, status);
  });
  return status;
}

}  // namespace actsweep
