#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <vector>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/layers/layer_choice.h"

namespace actsweep {

/// What keeps weights small: a penalty that is minimized along with the loss of the data, or a bound. All of it runs
/// without autograd, over the weights of the layers that it applies to (never their biases).
class Regularizer {
 public:
  virtual ~Regularizer() = default;
  /// Part of the minimized loss.
  virtual double penalty(const std::vector<at::Tensor>& weights) const = 0;
  /// Adds the penalty's gradient to that of the weights.
  virtual void add_gradient(const std::vector<at::Tensor>& weights) const = 0;
  /// Bounds the weights after a step of the optimizer.
  virtual void constrain(const std::vector<at::Tensor>& weights) const = 0;
};

struct RegularizerKind {
  static constexpr const char* name = "regularizer";
  using Factory = std::function<std::unique_ptr<Regularizer>(const Params&)>;  ///< null: there is nothing to do
};

/// The weights of the dense layers ("dense"), of the convolutions ("conv"), or of both ("all").
std::vector<at::Tensor> weights_of(const torch::nn::Module& network, const std::string& layers);

/// A regularizer's own declarations and `apply_to`, which all have.
std::vector<Param> regularizer_params(std::vector<Param> own);

}  // namespace actsweep
