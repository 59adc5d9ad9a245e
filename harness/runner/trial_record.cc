#include "harness/runner/trial_record.h"

#include "harness/config/recorded_trial.h"
#include "harness/schema/trial_params.h"

namespace actsweep {

TrialRecord record_of(Trial trial) {
  return {std::move(trial.id), std::move(trial.config), std::move(trial.flat), kTrainingVersion};
}

TrialRecord remade_record(const nlohmann::json& config) { return record_of(recorded_trial(built_in_schema(), config)); }

}  // namespace actsweep
