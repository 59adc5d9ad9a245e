#pragma once

#include <string>
#include <vector>

#include "harness/schema/param.h"
#include "harness/schema/refusal.h"

namespace actsweep {

/// The key `apply_to` of what can be for some layers only: all, dense or conv.
Param apply_to_param(std::string doc);
/// A network that has none of the layers that `apply_to` asks for.
std::vector<Refusal> apply_to_refusals();

}  // namespace actsweep
