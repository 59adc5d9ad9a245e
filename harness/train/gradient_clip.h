#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

#include "harness/schema/params.h"

namespace actsweep {

/// Keeps gradients short, as torch.nn.utils.clip_grad_norm_ and clip_grad_value_ do.
class GradientClip {
 public:
  /// `clip` is the trial's group of that name.
  explicit GradientClip(const Params& clip);

  /// In place, without autograd and without waiting for a GPU. `gradients` are those of all parameters in one tensor,
  /// `norm` is its Euclidean norm, [] on the same device.
  void apply(at::Tensor& gradients, const at::Tensor& norm) const;

 private:
  std::optional<double> norm_, value_;  ///< none: not so
};

}  // namespace actsweep
