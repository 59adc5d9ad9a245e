#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>

#include "models/layer.h"

namespace actsweep {

/// LibTorch's operator for an activation at our default parameters, for comparison with ours.
struct LibtorchOperator {
  std::function<at::Tensor(const at::Tensor& x)> forward;
  /// LibTorch's backward, if it is callable: the gradient with respect to x, given x, y = forward(x) and the gradient
  /// with respect to y.
  std::function<at::Tensor(const at::Tensor& x, const at::Tensor& y, const at::Tensor& gradient)> backward = {};
};

/// nullptr if LibTorch has no such operator.
const LibtorchOperator* libtorch_operator(const std::string& activation);

/// A layer that applies the operator with LibTorch's own autograd.
LayerPtr make_libtorch_activation(const LibtorchOperator& op);

}  // namespace actsweep
