#pragma once

#include <ATen/core/Generator.h>
#include <torch/nn/module.h>

#include <functional>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/layer.h"

namespace actsweep {

/// A dense or convolutional layer to initialize in place.
struct LayerWeights {
  at::Tensor weight;
  at::Tensor bias;  ///< all 0; undefined if the layer has none
  /// Input and output units, times the kernel area in a convolution.
  double fan_in = 0, fan_out = 0;
};

/// The registry of initializers. An initializer sets the weights, and the biases unless they stay 0.
struct InitializerKind {
  static constexpr const char* name = "initializer";
  using Factory = std::function<void(const Params&, const LayerWeights&, at::Generator&)>;
};

/// Adds the keys common to all initializers (`apply_to`, `elsewhere`) to an initializer's own.
std::vector<Param> initializer_params(std::vector<Param> own);

/// Initializes all dense and convolutional layers in construction order, with the initializer in `params` or, where
/// `apply_to` excludes a layer, with `elsewhere`. Then calls Layer::draw_parameters(). Batch norm keeps its ones and
/// zeros.
void initialize(torch::nn::Module& network, const Params& params, at::Generator& generator);

}  // namespace actsweep
