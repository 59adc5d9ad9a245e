#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <cstdint>
#include <optional>

namespace actsweep {

enum class ParameterOrder {
  kOfTheNetwork,
  kWeightsFirst,  ///< the weights, and then all others
};

/// All parameters of a network in one flat tensor, and all their gradients in another: the network's own parameters and
/// gradients become views of them, so that an optimizer's step is one pass over one buffer.
class FlatParameters {
 public:
  explicit FlatParameters(torch::nn::Module& network, ParameterOrder order = ParameterOrder::kOfTheNetwork);

  at::Tensor& values() { return values_; }
  at::Tensor& gradients() { return gradients_; }
  /// How many of the numbers are of weights: of kernels and matrices, not of biases and norms, which have one
  /// dimension, nor of activations. They are the first ones; where they need not be, this throws std::logic_error.
  std::int64_t weights() const;
  /// In place: setting gradients to none would part them from the buffer.
  void zero_gradients() { gradients_.zero_(); }

 private:
  at::Tensor values_, gradients_;
  std::optional<std::int64_t> weights_;  ///< none: they lie anywhere
};

}  // namespace actsweep
