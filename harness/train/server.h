#pragma once

#include <c10/core/Device.h>

#include "datasets/registry.h"
#include "harness/train/build_commit.h"

namespace actsweep {

/// The settings of a trainer.
struct ServerOptions {
  c10::Device device = c10::kCPU;
  int threads = 1;  ///< per trial
  DataLocations data;
  BuildCommit commit = {};
};

/// Reads requests from `in` and writes events to `out` (harness/protocol/message.h) until the end of its input. Returns
/// the exit status. On the CPU, forks a child for each trial: it starts in milliseconds, because LibTorch and the data
/// are already loaded, and its crash affects no other trial. A GPU context does not survive a fork, so on a GPU this
/// process runs the trials one after another, and `actsweep` starts one trainer per job.
int serve(const ServerOptions& options, int in, int out);

}  // namespace actsweep
