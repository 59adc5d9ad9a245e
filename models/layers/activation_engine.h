#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>
#include <vector>

#include "models/activations/activation.h"
#include "models/formula/kernel.h"
#include "models/layers/fused_pass.h"

namespace actsweep {

/// An activation for tensors of every device, dtype and memory format. On the CPU, float and bfloat16 (computed in
/// float) run in one fused pass; on a GPU, all dtypes run in one kernel compiled at run time. Everything else is
/// composed of LibTorch's operations. Records nothing for autograd.
///
/// `learned` is [parameters, channels] or [parameters, 1], where the channels are dimension 1 of x; `random` has the
/// shape of x. Each is undefined if the activation has none. Fused results reuse the memory of the last argument if the
/// caller holds no other reference: move in a tensor that is not needed again.
class ActivationEngine {
 public:
  explicit ActivationEngine(const ActivationFunction& function);

  /// f(x), in the shape of x.
  at::Tensor forward(const at::Tensor& learned, const at::Tensor& random, at::Tensor x) const;

  /// Whether backward needs x itself, which must then not be overwritten.
  bool saves_input(const at::Tensor& x) const;

  struct Recorded {
    at::Tensor y;      ///< f(x), in the shape of x
    at::Tensor saved;  ///< the input of backward(), in the shape of x: x, f(x) or f'(x)
  };
  /// Computes f(x) and the tensor needed by backward().
  Recorded record(const at::Tensor& learned, const at::Tensor& random, at::Tensor x) const;

  struct Gradients {
    at::Tensor of_input;    ///< in the shape of x
    at::Tensor of_learned;  ///< in the shape of `learned`, or undefined
  };
  /// The gradients, from the tensor saved by record() and the gradient with respect to f(x).
  Gradients backward(const at::Tensor& learned, const at::Tensor& random, const at::Tensor& saved,
                     at::Tensor grad_output) const;

 private:
  /// Runs a program on every device.
  struct Evaluator {
    explicit Evaluator(formula::Kernel kernel);

    /// Returns the first `elementwise` results as tensors and the sums of the others. The last may overwrite
    /// `reusable`, one of the inputs, if that is defined. `others` are the inputs other than x and the learned
    /// parameters.
    PassResults evaluate(std::size_t elementwise, const at::Tensor& x, const at::Tensor& learned,
                         std::vector<at::Tensor> others, const at::Tensor& reusable) const;

    formula::Kernel kernel;
    std::string cuda_source;  ///< empty without CUDA
  };

  bool saves_derivative(const at::Tensor& x) const;

  /// The variables are x, the learned parameters, the random variable and, for `backward_`, the gradient with respect
  /// to f(x). The results of `backward_` are the gradients with respect to x and each learned parameter.
  Evaluator forward_, backward_;
  /// f(x) and f'(x), if a CPU computes both faster together than separately.
  std::optional<formula::Kernel> joint_;
  bool saves_output_;
};

}  // namespace actsweep
