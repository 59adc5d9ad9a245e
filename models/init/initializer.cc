#include "models/init/initializer.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

namespace actsweep {

std::vector<Param> initializer_params(std::vector<Param> own) {
  own.push_back(apply_to_param("layers to initialize"));
  own.push_back(Choice("elsewhere", "pytorch_default", {"pytorch_default", "glorot_uniform", "he_uniform"})
                    .doc("initializer of the other layers"));
  return own;
}

void initialize(torch::nn::Module& network, const Params& params, at::Generator& generator) {
  const at::NoGradGuard no_grad;
  const std::string apply_to = params.text("apply_to");
  const Params no_keys(nlohmann::json::object());
  const auto apply = [&](const char* layers, auto& layer) {
    const bool is_chosen = apply_to == "all" || apply_to == layers;
    const std::string name = is_chosen ? params.name() : params.text("elsewhere");
    // Draws in the same order for every memory format.
    const at::Tensor weight = layer.weight.contiguous();
    const auto inputs = static_cast<double>(weight.size(1)), outputs = static_cast<double>(weight.size(0));
    const double area = static_cast<double>(weight.numel()) / static_cast<double>(weight.size(0) * weight.size(1));
    if (layer.bias.defined()) layer.bias.zero_();
    Registry<InitializerKind>::instance().at(name).make(is_chosen ? params : no_keys,
                                                        {weight, layer.bias, inputs * area, outputs * area}, generator);
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
