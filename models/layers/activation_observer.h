#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

#include "models/layer.h"

namespace actsweep {

/// The input and output of an activation layer in one forward pass, all of shape [batch, units, …] and detached. An
/// observer may keep the tensors but must not change them.
struct ActivationPass {
  at::Tensor input;
  at::Tensor output;      ///< f(input)
  at::Tensor derivative;  ///< f'(input)
};

/// An activation layer that reports each forward pass to `observe`. Observing does not change its results; without an
/// observer it costs nothing.
struct ObservableActivation : Layer {
  std::function<void(const ActivationPass&)> observe;
};

/// During its lifetime, calls `observe` for each forward pass of each layer made by make_activation in `network`, in
/// order, with the path of the layer. A network can have only one observer at a time.
class ActivationObserver {
 public:
  using Observe = std::function<void(const std::string& module, const ActivationPass&)>;

  ActivationObserver(torch::nn::Module& network, Observe observe);
  ~ActivationObserver();
  ActivationObserver(const ActivationObserver&) = delete;
  ActivationObserver& operator=(const ActivationObserver&) = delete;

 private:
  Observe observe_;
  std::vector<std::shared_ptr<ObservableActivation>> layers_;
};

}  // namespace actsweep
