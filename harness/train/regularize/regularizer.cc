#include "harness/train/regularize/regularizer.h"

#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

namespace actsweep {
namespace {

const Registration<RegularizerKind> kNone{{.name = "none", .summary = "no regularization"},
                                          [](const Params&) { return nullptr; }};

}  // namespace

std::vector<at::Tensor> weights_of(const torch::nn::Module& network, const std::string& layers) {
  std::vector<at::Tensor> weights;
  for (const auto& module : network.modules()) {
    if (auto* convolution = module->as<torch::nn::Conv2dImpl>(); convolution && layers != "dense") {
      weights.push_back(convolution->weight);
    }
    if (auto* dense = module->as<torch::nn::LinearImpl>(); dense && layers != "conv") weights.push_back(dense->weight);
  }
  return weights;
}

std::vector<Param> regularizer_params(std::vector<Param> own) {
  own.push_back(apply_to_param("layers whose weights are regularized"));
  return own;
}

}  // namespace actsweep
