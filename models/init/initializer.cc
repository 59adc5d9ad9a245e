#include "models/init/initializer.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include "models/layer.h"

namespace actsweep {
namespace {

/// `weight` is [out, in, …kernel] in LibTorch, of dense layers [out, in].
Fans fans_of(const at::Tensor& weight) {
  const double receptive_field =
      static_cast<double>(weight.numel()) / static_cast<double>(weight.size(0) * weight.size(1));
  return {static_cast<double>(weight.size(1)) * receptive_field, static_cast<double>(weight.size(0)) * receptive_field};
}

}  // namespace

void initialize(torch::nn::Module& network, const Initializer& initializer, at::Generator& generator) {
  const at::NoGradGuard no_grad;
  for (const auto& module : network.modules()) {
    if (auto* convolution = module->as<torch::nn::Conv2dImpl>()) {
      initializer(convolution->weight, convolution->bias, fans_of(convolution->weight), generator);
    } else if (auto* dense = module->as<torch::nn::LinearImpl>()) {
      initializer(dense->weight, dense->bias, fans_of(dense->weight), generator);
    }
  }
  // Last, so that the weights are the same with every activation.
  for (const auto& module : network.modules()) {
    if (auto* layer = dynamic_cast<Layer*>(module.get())) layer->draw_parameters(generator);
  }
}

}  // namespace actsweep
