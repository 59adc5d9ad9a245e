#pragma once

#include <set>
#include <string>
#include <vector>

#include "datasets/dataset_info.h"
#include "harness/config/experiment.h"
#include "harness/config/grid.h"
#include "harness/results/results.h"
#include "harness/store/store.h"

namespace actsweep {

/// Which details of trials to load besides their results.
struct DetailRequest {
  std::set<Level> levels;
  std::set<std::string> keys;      ///< configuration keys that details need besides the axes
  std::set<std::string> times;     ///< metrics such as seconds_to_95
  std::set<std::string> overlaid;  ///< keys whose densities share one drawing, and so their bins
};

/// The experiment as reports show it: with these overrides or, without any, with those of its last run, so that the
/// report after a smaller run shows that run.
Experiment with_last_overrides(const ExperimentFile& file, const std::vector<std::string>& overrides,
                               const Store& store);

/// What is known without any trial: name, title, scale and published numbers.
Results results_without_trials(const Experiment& experiment);

/// Loads the results of a grid, which is one of `file`. Takes results on the data that is here or, where there are
/// none, on the data with most results; `left_out` lists what is not comparable. Throws InputError where the data is
/// missing or the grid has more than 100,000 trials.
Results load_results(const ExperimentFile& file, const Grid& grid, const Store& store, DatasetInfoCache& data,
                     const DetailRequest& details);

}  // namespace actsweep
