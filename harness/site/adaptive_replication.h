#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "harness/config/experiment.h"
#include "harness/site/pages.h"

namespace actsweep::site {

struct ReplicationOptions {
  std::filesystem::path database;
  std::vector<std::filesystem::path> data = {};  ///< folders to search for data sets first
  std::size_t max_seeds = 0;
};

/// Trains one experiment with these overrides; returns an exit status.
using Train = std::function<int(const ExperimentFile&, const std::vector<std::string>& overrides)>;

/// Trains the experiments, judges their claims as one table, and adds half as many seeds again to each experiment with
/// an undecided claim, until all claims are decided or `max_seeds` is reached. `print` gets a line per claim and round.
/// Returns the first exit status that is not 0, else 0. Throws InputError for an experiment without claims, or without
/// the seeds 0, 1, 2, ….
int replicate(const ReplicationOptions& options, const std::vector<ExperimentFile>& files,
              const std::vector<std::string>& overrides, const Train& train, const Note& print);

}  // namespace actsweep::site
