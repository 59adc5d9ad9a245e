#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "datasets/locations.h"

namespace actsweep {

/// Properties of a data set, without its images.
struct DatasetInfo {
  std::string sha256;
  std::int64_t train_images = 0, test_images = 0;
  int classes = 0;
  int channels = 0, height = 0, width = 0;  ///< of one image
  double largest_class = 0;                 ///< share of the most frequent class in the test images, in percent
  std::vector<std::string> remarks;
};

/// Loads each data set once and keeps only its properties.
class DatasetInfoCache {
 public:
  explicit DatasetInfoCache(DataLocations locations) : locations_(std::move(locations)) {}

  /// The data set of a resolved trial. Throws InputError if its files are missing or damaged.
  const DatasetInfo& info(const nlohmann::json& trial_config);

 private:
  DataLocations locations_;
  std::map<std::string, DatasetInfo> cache_;
};

}  // namespace actsweep
