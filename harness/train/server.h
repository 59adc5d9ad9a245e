#pragma once

#include <c10/core/Device.h>

#include "datasets/registry.h"
#include "harness/train/build_commit.h"

namespace actsweep {

/// Settings of a trainer that serves requests.
struct ServerOptions {
  c10::Device device = c10::kCPU;
  int threads = 1;  ///< per trial
  DataLocations data;
  BuildCommit commit = {};
};

/// Reads requests from `in` and writes events to `out` (harness/protocol/message.h) until the input ends. On the CPU
/// each trial runs in a child forked from this process, which has already loaded LibTorch and the data: a trial starts
/// within milliseconds and cannot crash other trials. A CUDA context does not survive a fork, so on a GPU trials run
/// one after another in this process, and the coordinator starts one such process for each job. Returns the exit
/// status.
int serve(const ServerOptions& options, int in, int out);

}  // namespace actsweep
