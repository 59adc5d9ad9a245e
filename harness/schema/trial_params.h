#pragma once

#include "harness/schema/component.h"

namespace actsweep {

/// Increment this when training gives different results for the same configuration. It is part of the id of every
/// trial, so that older results are not mistaken for new ones.
inline constexpr int kTrainingVersion = 4;

/// The top-level keys of a trial, under the kind "trial".
Component trial_component();

}  // namespace actsweep
