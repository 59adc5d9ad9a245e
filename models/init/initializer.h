#pragma once

#include <ATen/core/Generator.h>
#include <torch/nn/module.h>

#include <functional>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/layers/layer_choice.h"

namespace actsweep {

/// Fan in and fan out of a layer: its input and output units, times the kernel area in a convolution.
struct Fans {
  double in = 0;
  double out = 0;
};

/// Initializes the weight and bias of a dense or convolutional layer in place. `bias` is undefined if the layer has
/// none.
using Initializer = std::function<void(at::Tensor& weight, at::Tensor& bias, const Fans&, at::Generator&)>;

struct InitializerKind {
  static constexpr const char* name = "initializer";
  using Factory = std::function<Initializer(const Params&)>;
};

/// Adds the keys common to all initializers (`apply_to`, `elsewhere`) to an initializer's own.
std::vector<Param> initializer_params(std::vector<Param> own);

/// Initializes all dense and convolutional layers in construction order, with the initializer in `params` or, where
/// `apply_to` excludes a layer, with `elsewhere`. Then calls Layer::draw_parameters(). Batch norm keeps its ones and
/// zeros.
void initialize(torch::nn::Module& network, const Params& params, at::Generator& generator);

}  // namespace actsweep
