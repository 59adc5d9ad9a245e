#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

#include "models/layer.h"

namespace actsweep {

/// What an activation layer takes and gives in one forward pass, all shaped [batch, units, …] and without autograd.
/// Whoever is told of it may keep it, and changes none of it.
struct ActivationPass {
  at::Tensor input;
  at::Tensor output;      ///< f(input)
  at::Tensor derivative;  ///< f'(input)
};

/// An activation layer that tells of each of its forward passes. What it computes itself stays the same to the bit;
/// nothing is computed or kept for it while `told` is empty.
struct ObservableActivation : Layer {
  std::function<void(const ActivationPass&)> told;
};

/// While it lives, `told` hears of every forward pass of every activation layer of a network (those that
/// make_activation makes), in the order of the passes: of the layer's path in the network, and of the pass. One at a
/// time observes a network.
class ActivationObserver {
 public:
  using Told = std::function<void(const std::string& module, const ActivationPass&)>;

  ActivationObserver(torch::nn::Module& network, Told told);
  ~ActivationObserver();
  ActivationObserver(const ActivationObserver&) = delete;
  ActivationObserver& operator=(const ActivationObserver&) = delete;

 private:
  Told told_;
  std::vector<std::shared_ptr<ObservableActivation>> layers_;
};

}  // namespace actsweep
