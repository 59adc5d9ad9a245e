#pragma once

#include <map>
#include <string>
#include <vector>

#include "datasets/dataset_info.h"
#include "harness/config/grid.h"
#include "harness/store/store.h"

namespace actsweep {

/// Ids of trials by the SHA-256 of the data that their results have to be of.
using TrialsByData = std::map<std::string, std::vector<std::string>>;

/// What may be averaged of an experiment: results on one state of each data set. Those of another training version have
/// other ids, and other precisions are other trials.
struct Comparable {
  TrialsByData trials;
  std::vector<std::string> remarks;  ///< on what is left out
};

/// Takes the data that is here, or, where there is no result on it, the data with the most results.
Comparable comparable_trials(const std::string& experiment, const std::vector<Trial>& trials, const Store& store,
                             DatasetInfoCache& data);

}  // namespace actsweep
