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

/// A trial to train, small enough to keep by the million.
struct Job {
  std::string id;
  double cost = 1;        ///< in the unit of all jobs; see TrialWork::of
  std::size_t index = 0;  ///< by which the caller finds the rest
};

/// The rest, made when the trial's turn comes.
struct JobDetails {
  nlohmann::json config;  ///< as the trainer takes it
  std::string settings;   ///< what sets it apart, for messages: "model.activation=mish seed=3"
  std::string data_sha256;
  double images = 0;  ///< training images over all its epochs, about
};

struct RunLoopOptions {
  RetryPolicy retry = {};
  int retries = 1;           ///< of a trial that crashed
  AttemptInfo attempt = {};  ///< what is the same for all attempts: host, threads
  std::size_t finished = 0;  ///< trials done before, for the progress shown
};

/// A trial that has no accuracy to show for itself.
struct TroubledJob {
  std::string id, settings, reason;
};

struct RunSummary {
  std::size_t trained = 0;    ///< with a result, divergence included
  std::size_t elsewhere = 0;  ///< finished by another run meanwhile
  std::vector<TroubledJob> diverged;
  std::vector<TroubledJob> failed;          ///< in this run
  std::vector<TroubledJob> failed_earlier;  ///< and not asked for again
  double images = 0;                        ///< trained in this run
  double seconds = 0;                       ///< from the first trial's start to the end
  bool interrupted = false;
};

/// Trains the jobs in their order, as many at once as the executor has slots, and records what becomes of them in the
/// store's run, which has begun. Trials that another live run trains are looked at again until that run is through with
/// them. Ends early when `interrupt` asks for it: what is in hand writes a checkpoint and is recorded as interrupted.
RunSummary run_jobs(Store& store, LocalExecutor& executor, const CheckpointFolder& checkpoints,
                    const std::vector<Job>& jobs, const std::function<JobDetails(const Job&)>& details,
                    const RunLoopOptions& options, ProgressDisplay& display, const Interrupt& interrupt);

}  // namespace actsweep
