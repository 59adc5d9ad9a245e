#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

#include "models/layer.h"

namespace actsweep {

/// What an activation layer takes and gives in one forward pass, all shaped [batch, units, …] and without autograd.
/// Whoever is observe of it may keep it, and changes none of it.
struct ActivationPass {
  at::Tensor input;
  at::Tensor output;      ///< f(input)
  at::Tensor derivative;  ///< f'(input)
};

/// An activation layer that tells of each of its forward passes. What it computes itself stays the same to the bit;
/// nothing is computed or kept for it while `observe` is empty.
struct ObservableActivation : Layer {
  std::function<void(const ActivationPass&)> observe;
};

/// While it lives, `observe` hears of every forward pass of every activation layer of a network (those that
/// make_activation makes), in the order of the passes: of the layer's path in the network, and of the pass. One at a
/// time observes a network.
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
