#include "harness/cli/last_request.h"

#include "harness/config/grid.h"
#include "harness/util/error.h"

namespace actsweep {

Holds still_holds(const HoldingExperiment& experiment, const std::string& trial) {
  try {
    const ExperimentFile file = ExperimentFile::from_recorded(experiment.yaml, experiment.name);
    const Grid grid(built_in_schema(), file.experiment(experiment.overrides));
    bool found = false;
    grid.for_each([&](const Point& point) { found = found || to_string(point.id) == trial; });
    return found ? Holds::kYes : Holds::kNo;
  } catch (const InputError&) {
    return Holds::kUnknown;  // written for another version of actsweep
  }
}

}  // namespace actsweep
