#pragma once

#include "harness/config/grid.h"
#include "harness/schema/trial_params.h"
#include "harness/store/store.h"

namespace actsweep {

/// A trial of this program as the store keeps it.
inline TrialRecord record_of(Trial trial) {
  return {std::move(trial.id), std::move(trial.config), std::move(trial.flat), kTrainingVersion};
}

/// Recreates the record of a trial from its configuration. Throws what recorded_trial() throws.
inline TrialRecord remade_record(const nlohmann::json& config) {
  return record_of(recorded_trial(built_in_schema(), config));
}

}  // namespace actsweep
