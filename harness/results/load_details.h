#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/results/load.h"

namespace actsweep {

/// Ids of trials by the SHA-256 of the data that their results are on.
using TrialsByData = std::map<std::string, std::vector<std::string>>;

/// Adds the details asked for to `results.details`, and times to an accuracy to `results.trials`.
void load_details(const Store& store, const TrialsByData& data, const DetailRequest& request, Results& results);

}  // namespace actsweep
