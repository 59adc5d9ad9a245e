#include "datasets/dataset_info.h"

#include <algorithm>

#include "datasets/registry.h"

namespace actsweep {

const DatasetInfo& DatasetInfoCache::info(const nlohmann::json& trial_config) {
  const nlohmann::json& dataset_config = trial_config.at("dataset");
  const std::string key = dataset_config.dump();
  if (const auto found = cache_.find(key); found != cache_.end()) return found->second;
  const Dataset dataset = load_dataset(Params(dataset_config), locations_);
  const std::vector<std::int64_t> class_sizes = class_counts(dataset, dataset.test);
  const auto all = static_cast<double>(std::max<std::size_t>(1, dataset.test.count()));
  DatasetInfo info{.sha256 = dataset.sha256(),
                   .train_images = static_cast<std::int64_t>(dataset.train.count()),
                   .test_images = static_cast<std::int64_t>(dataset.test.count()),
                   .classes = dataset.classes(),
                   .channels = dataset.channels,
                   .height = dataset.height,
                   .width = dataset.width,
                   .largest_class = 100 * static_cast<double>(std::ranges::max(class_sizes)) / all,
                   .remarks = dataset.remarks};
  return cache_.emplace(key, std::move(info)).first->second;
}

}  // namespace actsweep
