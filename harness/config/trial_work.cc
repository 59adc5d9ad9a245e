#include "harness/config/trial_work.h"

#include "harness/util/error.h"
#include "models/zoo/model.h"

namespace actsweep {
namespace {

/// The place of the network's notation, or else of its name or another of its keys.
std::string place_of_network(const Grid& grid, const Point& point, const nlohmann::json& model) {
  std::vector<std::string> keys = {"model.network", "model"};
  for (const auto& [key, value] : model.items()) keys.push_back("model." + key);
  return grid.place(point, keys);
}

/// Throws InputError for keys of a trial that are incompatible with its network.
void check_other_keys(const network::Summary& summary, const nlohmann::json& config, const Grid& grid,
                      const Point& point) {
  const auto fail = [&](const std::string& key, const std::string& why) {
    fail_at(grid.place(point, {key, key.substr(0, key.find('.')), "model.network", "model"}), key, why);
  };
  if (config.at("batch_size") == 1 && summary.norms_one_value) {
    fail("batch_size",
         "a batch norm of the network gets one value per channel, which has no variance; set batch_size above 1");
  }
  if (config.at("gradient_checkpointing") == true && summary.has_auxiliary) {
    fail("gradient_checkpointing", "not supported for networks with auxiliary classifiers");
  }
  for (const std::string component : {"initializer", "regularizer"}) {
    const std::string layers = config.at(component).value("apply_to", "all");
    if (layers == "conv" && !summary.has_conv) fail(component + ".apply_to", "the model has no convolution");
    if (layers == "dense" && !summary.has_dense) fail(component + ".apply_to", "the model has no dense layer");
  }
}

}  // namespace

const network::Summary& TrialWork::summary(const nlohmann::json& config, const DatasetInfo& data) {
  const nlohmann::json& model = config.at("model");
  const Task task{{.channels = data.channels, .height = data.height, .width = data.width}, data.classes};
  const std::string key = model.dump() + to_string(task.input) + " " + std::to_string(task.classes);
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  network::Summary summary = describe_model(Params(model), task).summary;
  summary.layers.clear();
  return known_.emplace(key, std::move(summary)).first->second;
}

double TrialWork::of(const Trial& trial, const DatasetInfo& data) {
  return training_images(trial.flat, static_cast<double>(data.train_images)) *
         network::training_work(summary(trial.config, data).total);
}

double TrialWork::memory(const nlohmann::json& config, const DatasetInfo& data) {
  constexpr int kStates = 2;  // as for Adam: only the trainer knows how many numbers an optimizer keeps per weight
  const int bytes = config.at("precision") == "bf16" ? 2 : 4;
  return network::training_bytes(summary(config, data).total, config.at("batch_size").get<std::int64_t>(), kStates,
                                 bytes);
}

void check_networks(const Grid& grid, DatasetInfoCache& data, TrialWork& work) {
  const std::vector<std::string> keys = {"model",       "dataset",    "batch_size", "gradient_checkpointing",
                                         "initializer", "regularizer"};
  grid.for_each_distinct(keys, [&](const Point& point) {
    const nlohmann::json config = grid.trial(point).config;
    const DatasetInfo& info = data.info(config);
    const network::Summary* summary = nullptr;
    try {
      summary = &work.summary(config, info);
    } catch (const InputError& error) {
      throw InputError(place_of_network(grid, point, config.at("model")) + ": " + error.what(), error.excerpt());
    }
    check_other_keys(*summary, config, grid, point);
  });
}

}  // namespace actsweep
