#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "models/formula/kernel.h"

namespace actsweep {

/// The results of one pass of an activation's program over a tensor x.
struct PassResults {
  std::vector<at::Tensor> elementwise;  ///< the program's first results, in the shape of x
  at::Tensor sums;  ///< [others, channels]: the other results, summed over all elements that share a parameter
};

/// Runs a kernel over float or bfloat16 tensors on the CPU with LibTorch's threads; results do not depend on their
/// number. Returns the first `elementwise` results as tensors of the dtype of x, and the float sums of the others. The
/// program's variables are x, the learned parameters and `others`. `learned` is a float tensor [parameters, channels],
/// where the channels are dimension 1 of x, or [parameters, 1], or undefined. `others` have the shape of x. If no
/// result is summed, the last one overwrites `reusable`, which is x, one of the others, or undefined.
PassResults fused_pass(const formula::Kernel& kernel, std::size_t elementwise, const at::Tensor& x,
                       const at::Tensor& learned, std::vector<at::Tensor> others, const at::Tensor& reusable);

}  // namespace actsweep
