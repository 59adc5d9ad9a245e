#pragma once

#include <ATen/core/Generator.h>
#include <torch/nn/module.h>

#include <functional>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/layers/layer_choice.h"

namespace actsweep {

/// How many inputs and outputs a unit of a layer has; of a convolution, times the kernel's area.
struct Fans {
  double in = 0;
  double out = 0;
};

/// Sets the weight and the bias (undefined where there is none) of one dense or convolutional layer, in place.
using Initializer = std::function<void(at::Tensor& weight, at::Tensor& bias, const Fans&, at::Generator&)>;

struct InitializerKind {
  static constexpr const char* name = "initializer";
  using Factory = std::function<Initializer(const Params&)>;
};

/// An initializer's own declarations, and those that all have: to which layers it applies, and what the others get.
std::vector<Param> initializer_params(std::vector<Param> own);

/// Applies the initializer of these parameters to the dense and convolutional layers that it is meant for, and the
/// other one to the rest, in the order in which the layers were made. Then lets layers draw what else starts at random.
/// Batch norm keeps its ones and zeros.
void initialize(torch::nn::Module& network, const Params& params, at::Generator& generator);

}  // namespace actsweep
