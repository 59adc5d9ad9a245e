#pragma once

#include "harness/config/grid.h"

namespace actsweep {

/// A trial made again from its configuration as a database has it: the id is what this program would give it. Throws
/// InputError for a configuration that it would not train: a key or a name that it does not know, a value out of range,
/// a combination that is refused.
Trial recorded_trial(const Schema& schema, const nlohmann::json& config);

}  // namespace actsweep
