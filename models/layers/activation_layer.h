#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/schema/params.h"
#include "models/layer.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// Makes a layer that applies an activation to tensors [batch, channels, …] (see ActivationEngine for how). Saves a
/// single tensor for backward: the input, the output or the derivative. Overwrites its input, if that is not saved, and
/// the incoming gradient where there are no other references to them. Second derivatives are not supported and raise
/// c10::Error.
///
/// Learned parameters are a tensor "learned" of shape [parameters, channels] or [parameters, 1]. A random activation
/// draws from `stream`, which must outlive the layer. ActivationObserver can observe the layer.
LayerPtr make_activation(const Params& params, std::int64_t channels, RandomStream& stream);

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
