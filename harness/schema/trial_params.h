#pragma once

#include <string_view>

#include "harness/schema/component.h"

namespace actsweep {

/// The number that is raised when training itself changes meaning, so that older results are not taken for new ones. It
/// is a part of every trial's id.
inline constexpr int kTrainingVersion = 4;

/// Whether a key is a seed: trials that differ in seeds only are repetitions.
bool is_seed(std::string_view key);

/// The top-level keys of a trial, under the kind "trial".
Component trial_component();

}  // namespace actsweep
