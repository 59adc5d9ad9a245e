#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "models/formula/kernel.h"

namespace actsweep {

/// What one pass of an activation's program over a tensor x computes.
struct PassResults {
  std::vector<at::Tensor> whole;  ///< the program's first results, shaped as x
  at::Tensor sums;  ///< of the others, [others, channels]: the sums over all elements that share a parameter
};

/// Runs a kernel over tensors of float or bfloat16 on the CPU, in as many threads as LibTorch has; the results do not
/// depend on how many. The first `whole` of its results are kept whole, the others summed. The program's variables are
/// x, the learned parameters and `others`. `learned` is [parameters, channels], where the channels are dimension 1 of
/// x, or [parameters, 1], or undefined without any. `others` are shaped as x. What is whole has x's type, `learned` and
/// the sums are float. Where no result is summed, the last one takes the place of `reusable`, which is x or one of the
/// others, or undefined.
PassResults fused_pass(const formula::Kernel& kernel, std::size_t whole, const at::Tensor& x, const at::Tensor& learned,
                       std::vector<at::Tensor> others, const at::Tensor& reusable);

}  // namespace actsweep
