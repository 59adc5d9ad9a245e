#include "harness/store/lease.h"

namespace actsweep {

LeaseResult decide_lease(const LeaseFacts& facts, const RetryPolicy& retry) {
  // A result younger than the run comes from another run with the same policy.
  if (facts.is_finished && (!retry.finished || facts.is_finished_since_run)) return LeaseResult::kFinished;
  if (facts.holder == LeaseFacts::Holder::kThisRun) return LeaseResult::kGranted;
  if (facts.holder == LeaseFacts::Holder::kLiveRun) return LeaseResult::kHeld;
  return facts.has_failed && !retry.failed ? LeaseResult::kFailed : LeaseResult::kGranted;
}

}  // namespace actsweep
