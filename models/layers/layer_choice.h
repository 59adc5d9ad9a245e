#pragma once

#include <string>
#include <utility>

#include "harness/schema/param.h"

namespace actsweep {

/// The key `apply_to`, which restricts a component to dense or convolutional layers. Experiments that select layers
/// their network does not have are rejected (harness/config/trial_work.h).
inline Param apply_to_param(std::string doc) {
  return Choice("apply_to", "all", {"all", "dense", "conv"}).doc(std::move(doc));
}

}  // namespace actsweep
