#pragma once

#include <ATen/core/Reduction.h>
#include <ATen/core/Tensor.h>

#include <functional>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "harness/train/training_batch.h"

namespace actsweep {

/// How wrong a network's outputs, float [batch, classes], are about labels, int64 [batch]: a number, the mean or the
/// sum over the images as `reduction` says. It is linear in the label's distribution over the classes, so that a label
/// which is spread or mixed costs the weighted mean of what its parts cost. `label_smoothing` in [0, 1) is the part of
/// each label that is spread evenly over all classes (Szegedy et al., arXiv 1512.00567).
using Loss = std::function<at::Tensor(const at::Tensor& outputs, const at::Tensor& labels, double label_smoothing,
                                      at::Reduction::Reduction reduction)>;

struct LossKind {
  static constexpr const char* name = "loss";
  using Factory = std::function<Loss(const Params&)>;
};

Loss make_loss(const Params& params);

/// What training minimizes: the mean loss of `outputs` with the batch's labels, or, of a mixed batch, the sum of that
/// with either label, weighted by their shares.
at::Tensor training_loss(const Loss& loss, const at::Tensor& outputs, const TrainingBatch& batch,
                         double label_smoothing);

}  // namespace actsweep
