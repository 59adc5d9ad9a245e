#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>

#include "models/layer.h"

namespace actsweep {

/// An operator that LibTorch has for an activation, with the parameters that are our defaults: what ours is compared
/// with.
struct LibtorchOperator {
  std::function<at::Tensor(const at::Tensor& x)> forward;
  /// LibTorch's own way back, where it can be called: the gradient by x, of x, y = forward(x) and the gradient by y.
  std::function<at::Tensor(const at::Tensor& x, const at::Tensor& y, const at::Tensor& gradient)> backward = {};
};

/// nullptr where LibTorch has none.
const LibtorchOperator* libtorch_operator(const std::string& activation);

/// A layer that applies it, recorded by LibTorch's own autograd.
LayerPtr make_libtorch_activation(const LibtorchOperator& op);

}  // namespace actsweep
