#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "datasets/locations.h"

namespace actsweep {

/// What has to be known of the data of a trial without holding it.
struct DatasetInfo {
  std::string sha256;
  std::int64_t train_images = 0, test_images = 0;
  int classes = 0;
  int channels = 0, height = 0, width = 0;  ///< of an image
  double largest_class = 0;                 ///< percent of the test images that are of the most frequent class
  std::vector<std::string> remarks;
};

/// Loads the data set of a resolved trial, and forgets it again. Each data set is loaded once.
class DatasetInfoCache {
 public:
  explicit DatasetInfoCache(DataLocations locations) : locations_(std::move(locations)) {}

  /// Throws InputError where the data is missing or damaged.
  const DatasetInfo& info(const nlohmann::json& trial_config);

 private:
  DataLocations locations_;
  std::map<std::string, DatasetInfo> known_;
};

}  // namespace actsweep
