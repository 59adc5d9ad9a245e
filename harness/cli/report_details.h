#pragma once

#include "harness/cli/comparable.h"
#include "harness/report/report.h"
#include "harness/store/store.h"

namespace actsweep {

/// Reads what the figures of the input need beyond the ends of its trials: their epochs, layers and pre-activations,
/// and the times to an accuracy.
void add_details(const Store& store, const TrialsByData& data, report::Input& input);

}  // namespace actsweep
