#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "models/activations/activation.h"
#include "models/formula/kernel.h"
#include "models/layers/fused_pass.h"

namespace actsweep {

/// An activation compiled for tensors of every device, number type and layout. On the CPU, single precision (and
/// bfloat16, through it) runs in one fused pass, on a GPU in one kernel that is compiled there; everything else is
/// composed of LibTorch's operations. Nothing is recorded for autograd.
///
/// `learned` is [parameters, channels] or [parameters, 1], where the channels are dimension 1 of x; `random` is shaped
/// as x. Either is undefined where the activation has none. Float results take the memory of the last argument where
/// nobody else holds it: move a tensor in that is not needed any more.
class ActivationEngine {
 public:
  explicit ActivationEngine(const ActivationFunction& function);

  /// f(x), shaped as x.
  at::Tensor forward(const at::Tensor& learned, const at::Tensor& random, at::Tensor x) const;

  struct Gradients {
    at::Tensor of_input;    ///< shaped as x
    at::Tensor of_learned;  ///< shaped as `learned`, or undefined
  };
  /// From the gradient by f(x).
  Gradients backward(const at::Tensor& learned, const at::Tensor& random, const at::Tensor& x,
                     at::Tensor arriving) const;

 private:
  /// One of the two ways, for each device.
  struct Way {
    explicit Way(formula::Kernel kernel);

    PassResults evaluate(const at::Tensor& x, const at::Tensor& learned, std::vector<at::Tensor> others,
                         const at::Tensor& reusable) const;

    formula::Kernel kernel;
    std::string cuda_source;  ///< empty without CUDA
  };

  /// Their programs' variables are x, the learned parameters, the random one and, for the way back, the gradient that
  /// arrives. The results of `backward_` are the gradients by x and by each learned parameter.
  Way forward_, backward_;
};

}  // namespace actsweep
