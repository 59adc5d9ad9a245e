#pragma once

#include <string>

#include "harness/cli/terminal_text.h"
#include "harness/store/trial_history.h"

namespace actsweep {

/// What `actsweep explain TRIAL TRIAL` prints: the keys that differ in the configurations of two trials, then what
/// differs in how their results were produced.
std::string difference_text(const TrialHistory& a, const TrialHistory& b, const TextStyle& style);

}  // namespace actsweep
