#pragma once

#include <cstdint>

namespace actsweep {

/// What a run trains besides the trials that have neither a result nor a failure.
struct RetryPolicy {
  bool failed = false;
  bool finished = false;  ///< with a result older than the run
};

/// The answer to a run that requests a trial.
enum class LeaseResult {
  kGranted,
  kFinished,  ///< the trial has a result on the same data
  kFailed,    ///< it failed, and the run does not retry failures
  kHeld       ///< another live run trains it
};

/// Everything in a database that decides about a trial on one data set.
struct LeaseState {
  enum class Holder { kNone, kThisRun, kLiveRun, kDeadRun };
  bool is_finished = false;            ///< it has a result on this data
  bool is_finished_since_run = false;  ///< the result is younger than the requesting run
  Holder holder = Holder::kNone;
  std::int64_t holding_run = 0;
  /// Whether the newest attempt on this data failed. An attempt that failed before it read its data counts for all
  /// data.
  bool has_failed = false;
};

/// Decides whether a run may train a trial, and why not. Store::lease acts on it; Store::preview_lease explains it.
LeaseResult decide_lease(const LeaseState& state, const RetryPolicy& retry);

}  // namespace actsweep
