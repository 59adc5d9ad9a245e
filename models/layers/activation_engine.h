#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>
#include <vector>

#include "models/activations/activation.h"
#include "models/formula/kernel.h"
#include "models/layers/fused_pass.h"

namespace actsweep {

/// An activation compiled for tensors of every device, number type and layout. On the CPU, float and
/// bfloat16 (computed in float) run in one fused pass, on a GPU all in one kernel that is compiled there; everything
/// else is composed of LibTorch's operations. Nothing is recorded for autograd.
///
/// `learned` is [parameters, channels] or [parameters, 1], where the channels are dimension 1 of x; `random` is shaped
/// as x. Either is undefined where the activation has none. Fused results take the memory of the last argument where
/// nobody else holds it: move a tensor in that is not needed any more.
class ActivationEngine {
 public:
  explicit ActivationEngine(const ActivationFunction& function);

  /// f(x), shaped as x.
  at::Tensor forward(const at::Tensor& learned, const at::Tensor& random, at::Tensor x) const;

  /// Whether the way back from x starts at x itself, which then has to be kept as it is.
  bool keeps_input(const at::Tensor& x) const;

  struct Recorded {
    at::Tensor y;     ///< f(x), shaped as x
    at::Tensor kept;  ///< where the way back starts, shaped as x: x, f(x) or f'(x)
  };
  /// f(x), and what backward() needs.
  Recorded record(const at::Tensor& learned, const at::Tensor& random, at::Tensor x) const;

  struct Gradients {
    at::Tensor of_input;    ///< shaped as x
    at::Tensor of_learned;  ///< shaped as `learned`, or undefined
  };
  /// From what record() kept and the gradient by f(x).
  Gradients backward(const at::Tensor& learned, const at::Tensor& random, const at::Tensor& kept,
                     at::Tensor arriving) const;

 private:
  /// A program, for each device.
  struct Way {
    explicit Way(formula::Kernel kernel);

    /// The first `whole` results are kept whole, the others summed. The last may take the place of `reusable`, one of
    /// the tensors given, if that is defined. `others` are the inputs besides x and the learned ones.
    PassResults evaluate(std::size_t whole, const at::Tensor& x, const at::Tensor& learned,
                         std::vector<at::Tensor> others, const at::Tensor& reusable) const;

    formula::Kernel kernel;
    std::string cuda_source;  ///< empty without CUDA
  };

  bool keeps_derivative(const at::Tensor& x) const;

  /// Their programs' variables are x, the learned parameters, the random one and, for the way back, the gradient that
  /// arrives. The results of `backward_` are the gradients by x and by each learned parameter.
  Way forward_, backward_;
  /// f(x) and f'(x), where a CPU computes both for less than one after the other.
  std::optional<formula::Kernel> joint_;
  bool saves_output_;
};

}  // namespace actsweep
