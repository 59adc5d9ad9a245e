#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <cstdint>
#include <optional>

#include "harness/schema/params.h"

namespace actsweep {

enum class ParameterOrder {
  kNetwork,       ///< the order of network.parameters()
  kWeightsFirst,  ///< weights before all other parameters
};

/// All parameters of a network in one flat tensor, and all gradients in another. The parameters and gradients of the
/// network become views of these, so that an optimizer step is a single pass over one buffer.
class FlatParameters {
 public:
  explicit FlatParameters(torch::nn::Module& network, ParameterOrder order = ParameterOrder::kNetwork);

  at::Tensor& values() { return values_; }
  at::Tensor& gradients() { return gradients_; }
  /// The number of leading values that are weights: kernels and matrices, but neither one-dimensional parameters
  /// (biases and norms) nor parameters of activations. Throws std::logic_error unless the order is kWeightsFirst.
  std::int64_t weights() const;
  /// Zeroes in place: undefined gradients would no longer be views of the buffer.
  void zero_gradients() { gradients_.zero_(); }

 private:
  at::Tensor values_, gradients_;
  std::optional<std::int64_t> weights_;  ///< unset unless the weights come first
};

/// Clips gradients in place like torch.nn.utils.clip_grad_norm_ and clip_grad_value_, without autograd and without
/// synchronizing with a GPU. `gradients` holds the gradients of all parameters; `norm` is its Euclidean norm, a scalar
/// tensor on the same device; `clip` is the group `clip` of a trial.
void clip_gradients(at::Tensor& gradients, const at::Tensor& norm, const Params& clip);

}  // namespace actsweep
