#include "harness/config/trial_work.h"

#include "harness/util/error.h"
#include "models/zoo/model.h"

namespace actsweep {
namespace {

/// Where its steps stand, or its name, or else another of its keys.
std::string place_of_network(const Grid& grid, const Point& point, const nlohmann::json& model) {
  std::vector<std::string> keys = {"model.network", "model"};
  for (const auto& [key, value] : model.items()) keys.push_back("model." + key);
  return grid.place(point, keys);
}

/// Throws InputError for keys of a trial that do not go with what its network has and lacks.
void check_beside(const network::Summary& summary, const nlohmann::json& config, const Grid& grid, const Point& point) {
  const auto refuse = [&](const std::string& key, const std::string& why) {
    fail_at(grid.place(point, {key, key.substr(0, key.find('.')), "model.network", "model"}), key, why);
  };
  if (config.at("batch_size") == 1 && summary.norms_one_value) {
    refuse("batch_size",
           "batch norm has no variance of the one value a channel that the network has where it stands: "
           "take a batch_size above 1");
  }
  if (config.at("gradient_checkpointing") == true && summary.has_auxiliary) {
    refuse("gradient_checkpointing", "not supported for networks with auxiliary classifiers");
  }
  for (const std::string component : {"initializer", "regularizer"}) {
    const std::string layers = config.at(component).value("apply_to", "all");
    if (layers == "conv" && !summary.has_conv) refuse(component + ".apply_to", "the model has no convolution");
    if (layers == "dense" && !summary.has_dense) refuse(component + ".apply_to", "the model has no dense layer");
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
  constexpr int kStates = 2;  // of Adam: what an optimizer keeps is known to the trainer alone
  const int bytes = config.at("precision") == "bf16" ? 2 : 4;
  return network::training_bytes(summary(config, data).total, config.at("batch_size").get<std::int64_t>(), kStates,
                                 bytes);
}

void check_networks(const Grid& grid, DatasetInfoCache& data, TrialWork& work) {
  const std::vector<std::string> keys = {"model",       "dataset",    "batch_size", "gradient_checkpointing",
                                         "initializer", "regularizer"};
  grid.for_each_distinct(keys, [&](const Point& point) {
    const nlohmann::json config = grid.trial(point).config;
    const DatasetInfo& facts = data.info(config);
    const network::Summary* summary = nullptr;
    try {
      summary = &work.summary(config, facts);
    } catch (const InputError& error) {
      throw InputError(place_of_network(grid, point, config.at("model")) + ": " + error.what(), error.excerpt());
    }
    check_beside(*summary, config, grid, point);
  });
}

}  // namespace actsweep
