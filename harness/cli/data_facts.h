#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "datasets/locations.h"
#include "harness/config/grid.h"

namespace actsweep {

/// What a run or a plan has to know of the data of a trial.
struct DataFacts {
  std::string sha256;
  std::int64_t train_images = 0, test_images = 0;
  int classes = 0;
  std::vector<std::string> remarks;
};

/// Loads the data set of a resolved trial, and forgets it again. Each data set is loaded once.
class DataChecker {
 public:
  explicit DataChecker(DataLocations locations) : locations_(std::move(locations)) {}

  /// Throws InputError where the data is missing or damaged.
  const DataFacts& facts(const nlohmann::json& trial_config);

 private:
  DataLocations locations_;
  std::map<std::string, DataFacts> known_;
};

}  // namespace actsweep
