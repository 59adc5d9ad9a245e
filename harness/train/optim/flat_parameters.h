#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

namespace actsweep {

/// All parameters of a network in one flat tensor, and all their gradients in another: the network's own parameters and
/// gradients become views of them, so that an optimizer's step is one pass over one buffer.
class FlatParameters {
 public:
  explicit FlatParameters(torch::nn::Module& network);

  at::Tensor& values() { return values_; }
  at::Tensor& gradients() { return gradients_; }
  /// In place: setting gradients to none would part them from the buffer.
  void zero_gradients() { gradients_.zero_(); }

 private:
  at::Tensor values_, gradients_;
};

}  // namespace actsweep
