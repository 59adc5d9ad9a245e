#pragma once

#include <string>

#include "harness/schema/param.h"

namespace actsweep {

/// The key `apply_to` of what can be for some layers only: all, dense or conv. Networks without the layers that it asks
/// for are refused when the experiment is read (harness/config/trial_work.h).
Param apply_to_param(std::string doc);

}  // namespace actsweep
