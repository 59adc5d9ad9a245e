#pragma once

#include "harness/schema/component.h"

namespace actsweep {

/// The number that is raised when training itself changes meaning, so that older results are not taken for new ones. It
/// is a part of every trial's id.
inline constexpr int kTrainingVersion = 4;

/// The top-level keys of a trial, under the kind "trial".
Component trial_component();

}  // namespace actsweep
