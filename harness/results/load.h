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
  std::set<std::string> keys;      ///< configuration keys of details besides the axes
  std::set<std::string> times;     ///< metrics such as seconds_to_95
  std::set<std::string> overlaid;  ///< keys whose densities share a drawing and therefore bins
};

/// The experiment as reports show it: with these overrides or, without any, those of its last run.
Experiment with_last_overrides(const ExperimentFile& file, const std::vector<std::string>& overrides,
                               const Store& store);

/// Name, title, scale and published numbers of an experiment.
Results results_without_trials(const Experiment& experiment);

/// Loads the results of a grid of `file`. Takes results on the data at hand or, without any, on the data with most
/// results; `left_out` lists results that are not comparable. Throws InputError if the data is missing or the grid has
/// more than 100,000 trials.
Results load_results(const ExperimentFile& file, const Grid& grid, const Store& store, DatasetInfoCache& data,
                     const DetailRequest& details);

}  // namespace actsweep
