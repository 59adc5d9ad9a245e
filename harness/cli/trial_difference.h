#pragma once

#include <string>

#include "harness/cli/terminal_text.h"
#include "harness/store/trial_history.h"

namespace actsweep {

/// What `actsweep explain TRIAL TRIAL` prints: the keys that differ in the configurations of two trials, then the
/// differences in the provenance of their results.
std::string difference_text(const TrialHistory& a, const TrialHistory& b, const TextStyle& style);

}  // namespace actsweep
