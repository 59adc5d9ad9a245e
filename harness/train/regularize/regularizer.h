#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <vector>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/layer.h"

namespace actsweep {

/// A penalty that is minimized together with the loss, or a bound on the weights. Applies to the weights of the chosen
/// layers, never to biases, and runs without autograd.
class Regularizer {
 public:
  virtual ~Regularizer() = default;
  /// The value of the penalty.
  virtual double penalty(const std::vector<at::Tensor>&) const { return 0; }
  /// Adds the gradient of the penalty to the gradients of the weights.
  virtual void add_gradient(const std::vector<at::Tensor>&) const {}
  /// Bounds the weights; called after each optimizer step.
  virtual void constrain(const std::vector<at::Tensor>&) const {}
};

struct RegularizerKind {
  static constexpr const char* name = "regularizer";
  using Factory = std::function<std::unique_ptr<Regularizer>(const Params&)>;  ///< null: no regularization
};

/// The weights of the dense layers ("dense"), of the convolutions ("conv"), or of both ("all").
std::vector<at::Tensor> weights_of(const torch::nn::Module& network, const std::string& layers);

/// Appends the key `apply_to`, which all regularizers have, to a regularizer's own.
std::vector<Param> regularizer_params(std::vector<Param> own);

}  // namespace actsweep
