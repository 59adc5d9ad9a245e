#include "harness/runner/run_sweep.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/runner/devices.h"
#include "harness/util/error.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

/// Ends the run, and with it the leases on its trials, on every way out.
class OpenRun {
 public:
  OpenRun(Store& store, const RunInfo& info) : store_(store) { store_.begin_run(info); }
  ~OpenRun() {
    try {
      store_.end_run();
    } catch (const std::exception&) {
      // The next run finds that this one is dead and takes over its trials.
    }
  }
  OpenRun(const OpenRun&) = delete;
  OpenRun& operator=(const OpenRun&) = delete;

 private:
  Store& store_;
};

/// The best epoch is chosen on the validation part, never on the test part.
void check_validation_parts(const Sweep& sweep, const std::vector<PendingTrial>& pending) {
  for (const PendingTrial& trial : pending) {
    if (sweep.has_validation_part(trial)) continue;
    throw InputError(fmt::format(
        "--keep-checkpoints best: trial {} {} has no validation part to choose the best epoch; set one, such "
        "as validation=0.1, or keep the last checkpoint",
        trial.id, sweep.details(trial).settings));
  }
}

std::string failed_text(std::size_t failed) {
  return failed == 0 ? "" : grouped(failed) + " failed (skipped without --retry-failed), ";
}

}  // namespace

RunSummary run_sweep(Sweep& sweep, Store& store, const RunOptions& options, ProgressDisplay& display,
                     const Interrupt& interrupt) {
  const auto note = [&](const std::string& text) { display.note(text); };
  const LocalExecutor::Options& executor_options = options.executor;
  sweep.enqueue(store);
  const OpenRun open(store, {options.command_line, executor_options.jobs});
  if (const int freed = store.release_dead_runs(); freed > 0) {
    note(fmt::format("{} of a run that ended unexpectedly: resuming from checkpoints where there are any",
                     counted(static_cast<std::size_t>(freed), "trial")));
  }
  const CheckpointFolder checkpoints(store.path(), options.seconds_between_checkpoints, options.keep);
  checkpoints.tidy(store);
  const RetryPolicy retry{.failed = options.retry_failed || options.force, .finished = options.force};
  const auto [pending, failed] = sweep.pending(store, retry);
  if (options.keep == KeptCheckpoint::kBest) check_validation_parts(sweep, pending);
  check_precisions(sweep.precisions(pending), executor_options.trainer, executor_options.devices);

  const RunLoopOptions loop{.retry = retry,
                            .retries = options.retries,
                            .threads = executor_options.threads,
                            .finished = sweep.size() - pending.size()};
  if (pending.size() > failed) {
    note(fmt::format("{}: {} finished, {}{} to train, {} at once on {}", counted(sweep.size(), "trial"),
                     grouped(loop.finished), failed_text(failed), grouped(pending.size() - failed),
                     executor_options.jobs, fmt::join(executor_options.devices, ", ")));
  }
  LocalExecutor executor(executor_options, note);
  RunSummary summary = train_pending(
      store, executor, checkpoints, pending, [&](const PendingTrial& trial) { return sweep.details(trial); }, loop,
      display, interrupt);
  display.close();
  checkpoints.tidy(store);
  summary.total = sweep.size();
  summary.reused += loop.finished;
  return summary;
}

}  // namespace actsweep
