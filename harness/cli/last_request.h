#pragma once

#include <string>

#include "harness/store/trial_history.h"

namespace actsweep {

/// Whether the last request of an experiment still holds a trial.
enum class Holds { kYes, kNo, kUnknown };

/// Unknown where the experiment's file extends others and is not, as it was, below the folder experiments, or is none
/// that this program takes.
Holds still_holds(const HoldingExperiment& experiment, const std::string& trial);

}  // namespace actsweep
