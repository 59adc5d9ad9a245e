#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

#include "harness/schema/params.h"

namespace actsweep {

/// Clips gradients like torch.nn.utils.clip_grad_norm_ and clip_grad_value_.
class GradientClip {
 public:
  /// `clip` is the group `clip` of a trial.
  explicit GradientClip(const Params& clip);

  /// Clips in place, without autograd and without synchronizing with a GPU. `gradients` holds the gradients of all
  /// parameters in one tensor; `norm` is its Euclidean norm, a scalar tensor on the same device.
  void apply(at::Tensor& gradients, const at::Tensor& norm) const;

 private:
  std::optional<double> norm_, value_;  ///< unset: no such clipping
};

}  // namespace actsweep
