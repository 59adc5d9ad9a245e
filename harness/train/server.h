#pragma once

#include <c10/core/Device.h>

#include "datasets/registry.h"
#include "harness/train/build_commit.h"

namespace actsweep {

/// How a trainer serves the requests that it reads.
struct ServerOptions {
  c10::Device device = c10::kCPU;
  int threads = 1;  ///< of each trial
  DataLocations data;
  BuildCommit commit = {};
};

/// Reads requests from `in` and writes events to `out` (harness/protocol/message.h) until the input ends. On the CPU
/// each trial runs in a child forked from this process, which has LibTorch and the data loaded already: a trial starts
/// in milliseconds, and its crash is its own. A GPU's context does not survive a fork, so there trials run one after
/// the other in this process, of which the coordinator starts one a device slot. Returns the exit status.
int serve(const ServerOptions& options, int in, int out);

}  // namespace actsweep
