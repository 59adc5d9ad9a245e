#include "harness/schema/layer_epoch.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace actsweep {

const char* name_of(LayerKind kind) { return kind == LayerKind::kActivation ? "activation" : "weights"; }

LayerKind layer_kind(std::string_view name) {
  for (const LayerKind kind : {LayerKind::kActivation, LayerKind::kWeights}) {
    if (name == name_of(kind)) return kind;
  }
  throw std::runtime_error("unknown kind of layer: " + std::string(name));
}

const std::vector<LayerMetric>& layer_metrics() {
  static const std::vector<LayerMetric> metrics = {
      {"preactivation_mean",
       &LayerEpoch::preactivation_mean,
       "mean of an activation's inputs",
       {.label = "Mean pre-activation", .may_be_negative = true}},
      {"preactivation_sd",
       &LayerEpoch::preactivation_sd,
       "standard deviation of an activation's inputs",
       {.label = "Standard deviation of the pre-activation"}},
      {"activation_mean",
       &LayerEpoch::activation_mean,
       "mean of an activation's outputs",
       {.label = "Mean activation", .may_be_negative = true}},
      {"activation_sd",
       &LayerEpoch::activation_sd,
       "standard deviation of an activation's outputs",
       {.label = "Standard deviation of the activation"}},
      {"dead_units",
       &LayerEpoch::dead_units,
       "units (channels of a convolution, features of a dense layer) where the activation's derivative is 0 for every "
       "image and position, in percent",
       {.label = "Dead units", .unit = "%"}},
      {"grad_norm",
       &LayerEpoch::grad_norm,
       "Euclidean norm of the gradient of the layer's own parameters, mean over the epoch's steps",
       {.label = "Gradient norm"}},
  };
  return metrics;
}

void to_json(nlohmann::json& json, const LayerEpoch& layer) {
  json = {
      {"epoch", layer.epoch}, {"kind", name_of(layer.kind)}, {"position", layer.position}, {"module", layer.module}};
  for (const LayerMetric& metric : layer_metrics()) {
    const auto& value = layer.*metric.value;
    if (value && std::isfinite(*value)) json[metric.name] = *value;
  }
  if (!layer.preactivations.empty()) json["preactivations"] = layer.preactivations;
}

void from_json(const nlohmann::json& json, LayerEpoch& layer) {
  layer = {};
  json.at("epoch").get_to(layer.epoch);
  layer.kind = layer_kind(json.at("kind").get<std::string>());
  json.at("position").get_to(layer.position);
  json.at("module").get_to(layer.module);
  for (const LayerMetric& metric : layer_metrics()) {
    if (const auto found = json.find(metric.name); found != json.end()) layer.*metric.value = found->get<double>();
  }
  layer.preactivations = json.value("preactivations", "");
}

}  // namespace actsweep
