#include "datasets/dataset_info.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "datasets/registry.h"

namespace actsweep {
namespace {

TEST(DatasetInfo, CountsTheMostFrequentClassOfTheTestImages) {
  nlohmann::json dataset = {{"name", "synthetic"}};
  for (const Param& param : find_dataset("synthetic").component.params) dataset[param.key] = param.default_value;
  dataset["test"] = 97;
  const Dataset images = load_dataset(Params(dataset), DataLocations({}));
  std::vector<int> counts(10);
  for (const auto label : images.test.labels) ++counts[static_cast<std::size_t>(label)];
  DatasetInfoCache cache(DataLocations({}));
  const DatasetInfo& info = cache.info({{"dataset", dataset}});
  EXPECT_EQ(info.test_images, 97);
  EXPECT_EQ(info.classes, 10);
  EXPECT_DOUBLE_EQ(info.largest_class, 100.0 * *std::max_element(counts.begin(), counts.end()) / 97);
  EXPECT_GE(info.largest_class, 10);
}

}  // namespace
}  // namespace actsweep
