#pragma once

#include <string>

#include "harness/runner/checkpoint_folder.h"
#include "harness/runner/local_executor.h"
#include "harness/runner/run_loop.h"
#include "harness/runner/sweep.h"

namespace actsweep {

struct RunOptions {
  std::string command_line;  ///< recorded with the run
  LocalExecutor::Options executor;
  int retries = 1;            ///< of a trial that crashed
  bool retry_failed = false;  ///< train trials that failed in earlier runs
  bool force = false;         ///< train all trials, even those with a result
  double seconds_between_checkpoints = 60;
  KeptCheckpoint keep = KeptCheckpoint::kNone;
};

/// Records a sweep in the store and trains its trials without a result, in a run of their own: it takes over what dead
/// runs left, and shares the work with live ones. Throws InputError if a device does not support a precision, or if the
/// best checkpoint is to be kept of a trial without a validation part.
RunSummary run_sweep(Sweep& sweep, Store& store, const RunOptions& options, ProgressDisplay& display,
                     const Interrupt& interrupt);

}  // namespace actsweep
