#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "harness/cli/arguments.h"

namespace actsweep {

struct ReplicationOptions {
  std::string database;  ///< as --db
  std::vector<std::filesystem::path> data = {};
  std::size_t max_seeds = 0;
};

/// Runs experiments by `train`, which returns an exit status, judges all their claims together, and gives each that has
/// an open one half as many seeds again, until nothing is open or there are as many seeds as is allowed. Returns the
/// first exit status that is not 0. Throws InputError for an experiment without claims, or without seeds 0, 1, 2, ….
int replicate(const ReplicationOptions& options, const ExperimentArguments& arguments,
              const std::function<int(const ExperimentArguments&)>& train);

}  // namespace actsweep
