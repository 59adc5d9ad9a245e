#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/layer.h"

namespace actsweep {

/// Activation functions. The factory makes a layer of its own for each place in a network, because a learned activation
/// has parameters there.
struct ActivationKind {
  static constexpr const char* name = "activation";
  using Factory = std::function<LayerPtr(const Params&)>;
};

/// An activation without parameters that are learned: a function of each element.
class ElementwiseActivation : public Layer {
 public:
  using Function = std::function<torch::Tensor(const torch::Tensor&)>;
  explicit ElementwiseActivation(Function function) : function_(std::move(function)) {}

  torch::Tensor forward(const torch::Tensor& x) override { return function_(x); }

 private:
  Function function_;
};

inline LayerPtr elementwise(ElementwiseActivation::Function function) {
  return std::make_shared<ElementwiseActivation>(std::move(function));
}

}  // namespace actsweep
