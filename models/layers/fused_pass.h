#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "models/formula/kernel.h"

namespace actsweep {

/// What one pass of an activation's program over a tensor x computes.
struct PassResults {
  at::Tensor first;  ///< the program's first result, shaped as x
  at::Tensor sums;   ///< of the others, [results - 1, channels]: the sums over all elements that share a parameter
};

/// Runs a kernel over tensors of float on the CPU, in as many threads as LibTorch has; the results do not depend on how
/// many. The program's variables are x, the learned parameters and `others`. `learned` is [parameters, channels], where
/// the channels are dimension 1 of x, or [parameters, 1], or undefined without any. `others` are shaped as x. Where the
/// program has one result, that takes the place of `reusable`, which is x or one of the others, or undefined.
PassResults fused_pass(const formula::Kernel& kernel, const at::Tensor& x, const at::Tensor& learned,
                       std::vector<at::Tensor> others, const at::Tensor& reusable);

}  // namespace actsweep
