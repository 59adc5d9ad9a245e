#include "models/init/initializer.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include "models/layer.h"

namespace actsweep {
namespace {

/// `weight` is [out, in, height, width] for a convolution and [out, in] for a dense layer.
Fans fans_of(const at::Tensor& weight) {
  const double receptive_field =
      static_cast<double>(weight.numel()) / static_cast<double>(weight.size(0) * weight.size(1));
  return {static_cast<double>(weight.size(1)) * receptive_field, static_cast<double>(weight.size(0)) * receptive_field};
}

Initializer make(const std::string& name, const Params& params) {
  return Registry<InitializerKind>::instance().at(name).make(params);
}

}  // namespace

std::vector<Param> initializer_params(std::vector<Param> own) {
  own.push_back(apply_to_param("layers to initialize"));
  own.push_back(Choice("elsewhere", "pytorch_default", {"pytorch_default", "glorot_uniform", "he_uniform"})
                    .doc("initializer of the other layers"));
  return own;
}

void initialize(torch::nn::Module& network, const Params& params, at::Generator& generator) {
  const at::NoGradGuard no_grad;
  const std::string apply_to = params.text("apply_to");
  const Initializer chosen = make(params.name(), params);
  const Initializer other = make(params.text("elsewhere"), Params(nlohmann::json::object()));
  const auto apply = [&](const char* layers, auto& layer) {
    const Initializer& initializer = apply_to == "all" || apply_to == layers ? chosen : other;
    // Draws in the same order for every memory format.
    at::Tensor weight = layer.weight.contiguous();
    initializer(weight, layer.bias, fans_of(weight), generator);
    if (!weight.is_same(layer.weight)) layer.weight.copy_(weight);
  };
  for (const auto& module : network.modules()) {
    if (auto* convolution = module->as<torch::nn::Conv2dImpl>()) {
      apply("conv", *convolution);
    } else if (auto* dense = module->as<torch::nn::LinearImpl>()) {
      apply("dense", *dense);
    }
  }
  // Last, so that the activation does not affect the weights.
  for (const auto& module : network.modules()) {
    if (auto* layer = dynamic_cast<Layer*>(module.get())) layer->draw_parameters(generator);
  }
}

}  // namespace actsweep
