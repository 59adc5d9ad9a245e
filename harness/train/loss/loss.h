#pragma once

#include <ATen/core/Reduction.h>
#include <ATen/core/Tensor.h>

#include <functional>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "harness/train/mixing.h"

namespace actsweep {

/// The loss of a network's outputs, float [batch, classes], given labels, int64 [batch]: the mean or the sum over the
/// batch, depending on `reduction`. It is linear in the label distribution, so the loss of a smoothed or mixed label is
/// the weighted mean of the losses of its parts. `label_smoothing` in [0, 1) is the part of each label that is spread
/// evenly over all classes (Szegedy et al., arXiv 1512.00567).
using Loss = std::function<at::Tensor(const at::Tensor& outputs, const at::Tensor& labels, double label_smoothing,
                                      at::Reduction::Reduction reduction)>;

struct LossKind {
  static constexpr const char* name = "loss";
  using Factory = std::function<Loss(const Params&)>;
};

Loss make_loss(const Params& params);

/// The loss that training minimizes: the mean over the batch. For a mixed batch it is the sum of the losses for both
/// labels, weighted by their shares.
at::Tensor training_loss(const Loss& loss, const at::Tensor& outputs, const TrainingBatch& batch,
                         double label_smoothing);

}  // namespace actsweep
