#pragma once

#include <ATen/Context.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/registry.h"
#include "harness/train/registries.h"
#include "harness/train/trial.h"
#include "models/zoo/model.h"

namespace actsweep::testing {

nlohmann::json defaults_of(const std::vector<Param>& params);

/// The resolved parameters of a registered component, all at their defaults: {"name": "mlp", "depth": 2, ...}.
inline nlohmann::json default_component(const std::string& kind, const std::string& name) {
  static const Schema schema = registered_schema();
  nlohmann::json resolved = defaults_of(schema.find(kind, name)->params);
  resolved["name"] = name;
  return resolved;
}

inline nlohmann::json defaults_of(const std::vector<Param>& params) {
  nlohmann::json resolved = nlohmann::json::object();
  for (const Param& param : params) {
    if (param.type == ParamType::kComponent) {
      resolved[param.key] = default_component(param.kind, param.default_value);
    } else if (param.type == ParamType::kGroup) {
      resolved[param.key] = defaults_of(param.members);
    } else {
      resolved[param.key] = param.default_value;
    }
  }
  return resolved;
}

/// A resolved trial at its defaults.
inline nlohmann::json default_trial() { return defaults_of(registered_schema().trial().params); }

/// A trial that takes at most a second: a small perceptron on 200 synthetic images of 8x8 pixels, tested on 60.
inline nlohmann::json small_trial() {
  nlohmann::json trial = default_trial();
  trial["dataset"] = default_component("dataset", "synthetic");
  trial["dataset"].update({{"height", 8}, {"width", 8}, {"train", 200}, {"test", 60}});
  trial["model"] = default_component("model", "mlp");
  trial["model"].update({{"width", 16}, {"dropout", 0.2}});
  trial["epochs"] = 2;
  trial["batch_size"] = 32;
  return trial;
}

/// Sets the model of a trial to this one at its defaults, and applies the defaults that the model brings.
inline void choose_model(nlohmann::json& trial, const std::string& name) {
  trial["model"] = default_component("model", name);
  const Schema schema = registered_schema();
  for (const auto& [key, value] : schema.find("model", name)->brings) {
    std::string path = "/" + key;
    std::replace(path.begin(), path.end(), '.', '/');
    nlohmann::json& place = trial.at(nlohmann::json::json_pointer(path));
    place = place.is_object() ? default_component(key, value) : value;
  }
}

inline Dataset dataset_of(const nlohmann::json& trial) { return load_dataset(Params(trial.at("dataset")), {}); }

/// The names of all components of a kind.
template <typename Kind>
std::vector<std::string> registered_names() {
  std::vector<std::string> names;
  for (const auto& entry : Registry<Kind>::instance().entries()) names.push_back(entry.component.name);
  return names;
}

/// Networks that are small enough to train in a test: fewer than 10 million parameters and 100 million multiply-adds
/// per image. This includes a member of nearly every family.
inline std::vector<std::string> small_models() {
  std::vector<std::string> names = registered_names<ModelKind>();
  std::erase_if(names, [](const std::string& name) {
    const network::Counts counts =
        describe_model(Params(default_component("model", name)), {{3, 32, 32}, 10}).summary.total;
    return counts.parameters >= 10'000'000 || counts.macs >= 100'000'000;
  });
  return names;
}

/// The devices of this machine: the CPU and, if present, a GPU.
inline std::vector<c10::Device> devices() {
  std::vector<c10::Device> devices = {c10::kCPU};
  if (at::hasCUDA()) devices.emplace_back(c10::kCUDA, 0);
  return devices;
}

struct TrainingResult {
  std::vector<Epoch> epochs;
  std::vector<LayerEpoch> layers;
  TrialEnd end;
};

inline TrainingResult train(const nlohmann::json& trial, const Dataset& dataset, c10::Device device = c10::kCPU) {
  TrainingResult result;
  const TrialListener listener{.on_epoch = [&](const Epoch& epoch) { result.epochs.push_back(epoch); },
                               .on_layer = [&](const LayerEpoch& layer) { result.layers.push_back(layer); }};
  result.end = train_trial(trial, dataset, device, listener);
  return result;
}

inline TrainingResult train(const nlohmann::json& trial, c10::Device device = c10::kCPU) {
  return train(trial, dataset_of(trial), device);
}

/// The metrics of an epoch without its times and its memory.
inline nlohmann::json learning_of(const Epoch& epoch) {
  nlohmann::json metrics = epoch;
  for (const char* key : {"seconds", "eval_seconds", "images_per_second", "peak_memory"}) metrics.erase(key);
  return metrics;
}

}  // namespace actsweep::testing
