#pragma once

#include <map>
#include <string>

#include "harness/config/experiment.h"
#include "harness/schema/param.h"

namespace actsweep {

/// Checks what an experiment asks of its report against the keys that its trials read (`params`): that figures and
/// selections name keys and metrics that are there, and that trials measure what they need - before anything is
/// trained, because afterwards it is too late. Throws InputError with file, line and column.
void check_report(const Experiment& experiment, const std::map<std::string, const Param*>& params);

}  // namespace actsweep
