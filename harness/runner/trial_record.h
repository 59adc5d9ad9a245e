#pragma once

#include "harness/config/grid.h"
#include "harness/store/store.h"

namespace actsweep {

/// A trial of this program as the store keeps it.
TrialRecord record_of(Trial trial);

/// The same of a configuration that some database has; throws what recorded_trial() throws.
TrialRecord remade_record(const nlohmann::json& config);

}  // namespace actsweep
