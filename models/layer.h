#pragma once

#include <ATen/core/Generator.h>
#include <torch/nn/module.h>

#include <memory>

namespace actsweep {

/// A layer, a block or a whole network: a module that maps one tensor to one tensor.
struct Layer : torch::nn::Module {
  /// A layer may overwrite x if nobody else holds it: move in what is not needed again.
  virtual torch::Tensor forward(torch::Tensor x) = 0;
  /// Draws the parameters of this layer itself that start at random, other than the weights and biases that an
  /// initializer sets.
  virtual void draw_parameters(at::Generator&) {}
};

using LayerPtr = std::shared_ptr<Layer>;

}  // namespace actsweep
