#include "datasets/facts.h"

#include "datasets/registry.h"

namespace actsweep {

const DataFacts& DataChecker::facts(const nlohmann::json& trial_config) {
  const nlohmann::json& dataset_config = trial_config.at("dataset");
  const std::string key = dataset_config.dump();
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  const Dataset dataset = load_dataset(Params(dataset_config), locations_);
  DataFacts facts{.sha256 = dataset.sha256(),
                  .train_images = static_cast<std::int64_t>(dataset.train.count()),
                  .test_images = static_cast<std::int64_t>(dataset.test.count()),
                  .classes = dataset.classes(),
                  .remarks = dataset.remarks};
  return known_.emplace(key, std::move(facts)).first->second;
}

}  // namespace actsweep
