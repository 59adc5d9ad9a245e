#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/runner/checkpoint_folder.h"
#include "harness/runner/interrupt.h"
#include "harness/runner/local_executor.h"
#include "harness/runner/progress.h"
#include "harness/store/store.h"

namespace actsweep {

/// A trial to train, small enough to keep millions of them.
struct PendingTrial {
  std::string id;
  double cost = 1;        ///< relative to the other trials; see TrialWork::of
  std::size_t index = 0;  ///< for the caller, to find the details
};

/// The rest of a pending trial, created when its turn comes.
struct TrialDetails {
  nlohmann::json config;  ///< nested, as the trainer expects it
  std::string settings;   ///< what distinguishes it, for messages: "model.activation=mish seed=3"
  std::string data_sha256;
  double images = 0;  ///< approximate number of training images over all epochs
};

struct RunLoopOptions {
  RetryPolicy retry = {};
  int retries = 1;           ///< of a trial that crashed
  int threads = 1;           ///< of each trial, to be recorded
  std::size_t finished = 0;  ///< trials that were finished before, for the progress display
};

/// A trial that diverged or failed.
struct UnsuccessfulTrial {
  std::string id, settings, reason;
};

struct RunSummary {
  std::size_t total = 0;    ///< trials of the sweep
  std::size_t trained = 0;  ///< to a result, which may be divergence
  std::size_t reused = 0;   ///< finished earlier, or meanwhile by another run
  std::vector<UnsuccessfulTrial> diverged;
  std::vector<UnsuccessfulTrial> failed;          ///< in this run
  std::vector<UnsuccessfulTrial> failed_earlier;  ///< and not retried
  double images = 0;                              ///< trained in this run
  double seconds = 0;                             ///< from the start of the first trial to the end
  bool interrupted = false;
};

/// Trains the trials in order, as many at once as the executor runs, and records their events in the store, where a run
/// must have begun. Waits for trials that another live run holds. Calls `details` once per trial. If `interrupt` is
/// requested, running trials write a checkpoint and are recorded as interrupted. Leaves `total` of the summary at 0.
RunSummary train_pending(Store& store, LocalExecutor& executor, const CheckpointFolder& checkpoints,
                         const std::vector<PendingTrial>& pending,
                         const std::function<TrialDetails(const PendingTrial&)>& details, const RunLoopOptions& options,
                         ProgressDisplay& display, const Interrupt& interrupt);

}  // namespace actsweep
