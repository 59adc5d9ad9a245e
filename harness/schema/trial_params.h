#pragma once

#include <string_view>

#include "harness/schema/component.h"

namespace actsweep {

/// Raised when the same configuration trains differently than before, so that older results are not mistaken for new
/// ones. Part of every trial's id.
inline constexpr int kTrainingVersion = 4;

/// Whether a configuration key is a seed. Trials that differ in nothing else are repeats.
bool is_seed(std::string_view key);

/// The top-level keys of a trial, under the kind "trial".
Component trial_component();

}  // namespace actsweep
