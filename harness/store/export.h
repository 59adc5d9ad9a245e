#pragma once

#include <string>
#include <vector>

#include "harness/store/experiments.h"
#include "harness/store/store.h"

namespace actsweep {

/// The query behind `actsweep export`: one row an epoch, in the order of the attempts, with the trial's configuration
/// (those columns that any of the trials has), all metrics, and how the attempt ended.
///
/// It takes the trials of `experiments`, or every trial where that is empty; of each the accepted attempts only, or
/// with `all_attempts` also those that failed, were interrupted or last still (their outcome is null).
std::string export_sql(const Store& store, const std::vector<KnownExperiment>& experiments, bool all_attempts);

}  // namespace actsweep
