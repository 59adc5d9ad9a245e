#include "harness/config/trial_work.h"

#include "harness/util/error.h"
#include "models/zoo/model.h"

namespace actsweep {
namespace {

/// Where the file names the network, or else the file.
std::string place_of_model(const Experiment& experiment) {
  const auto names_model = [](const std::string& key) { return key == "model" || key.starts_with("model."); };
  for (const GridBlock& block : experiment.blocks) {
    for (const Axis& axis : block.axes) {
      if (std::any_of(axis.keys.begin(), axis.keys.end(), names_model)) return axis.place;
    }
  }
  for (const auto& [key, value] : experiment.trial) {
    if (names_model(key)) return value.place;
  }
  return experiment.name;
}

}  // namespace

const network::Counts& TrialWork::counts(const nlohmann::json& config, const DataFacts& data) {
  const nlohmann::json& model = config.at("model");
  const Task task{{.channels = data.channels, .height = data.height, .width = data.width}, data.classes};
  const std::string key = model.dump() + to_string(task.input) + " " + std::to_string(task.classes);
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  return known_.emplace(key, describe_model(Params(model), task).survey.total).first->second;
}

double TrialWork::of(const Trial& trial, const DataFacts& data) {
  return training_images(trial.flat, static_cast<double>(data.train_images)) *
         network::training_work(counts(trial.config, data));
}

double TrialWork::memory(const nlohmann::json& config, const DataFacts& data) {
  constexpr int kStates = 2;  // of Adam: what an optimizer keeps is known to the trainer alone
  return network::training_bytes(counts(config, data), config.at("batch_size").get<std::int64_t>(), kStates);
}

void check_networks(const Experiment& experiment, const Grid& grid, DataChecker& data, TrialWork& work) {
  grid.for_each_distinct({"model", "dataset"}, [&](const Point& point) {
    const nlohmann::json config = grid.trial(point).config;
    const DataFacts& facts = data.facts(config);
    try {
      work.counts(config, facts);
    } catch (const InputError& error) {
      throw InputError(place_of_model(experiment) + ": " + error.what(), error.excerpt());
    }
  });
}

}  // namespace actsweep
