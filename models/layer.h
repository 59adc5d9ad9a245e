#pragma once

#include <ATen/core/Generator.h>
#include <torch/nn/module.h>

#include <memory>
#include <string>
#include <utility>

#include "harness/schema/param.h"

namespace actsweep {

/// A layer, a block or a whole network: a module that maps one tensor to one tensor.
struct Layer : torch::nn::Module {
  /// May overwrite x if the caller holds no other reference: move in a tensor that is not needed again.
  virtual torch::Tensor forward(torch::Tensor x) = 0;
  /// Draws this layer's own random parameters, except the weights and biases set by an initializer.
  virtual void draw_parameters(at::Generator&) {}
};

using LayerPtr = std::shared_ptr<Layer>;

/// The key `apply_to`, which restricts a component to dense or convolutional layers. Experiments that select layers
/// their network does not have are rejected (harness/config/trial_work.h).
inline Param apply_to_param(std::string doc) {
  return Choice("apply_to", "all", {"all", "dense", "conv"}).doc(std::move(doc));
}

}  // namespace actsweep
