#pragma once

#include <string>
#include <vector>

#include "harness/store/experiments.h"
#include "harness/store/store.h"

namespace actsweep {

/// The query behind `actsweep export`: one row per epoch, in the order of the attempts, with the trial's configuration
/// (the columns that at least one of the trials has), all metrics, and the attempt's outcome.
///
/// It covers the trials of `experiments`, or all trials if that is empty. Of each trial it takes the accepted attempts,
/// or with `all_attempts` also those that failed, were interrupted or have not ended (null outcome).
std::string export_sql(const Store& store, const std::vector<KnownExperiment>& experiments, bool all_attempts);

}  // namespace actsweep
