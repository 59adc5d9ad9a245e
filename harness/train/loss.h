#pragma once

#include "harness/train/training_batch.h"

namespace actsweep {

/// What training minimizes: the mean cross-entropy of `logits` [batch, classes] with the batch's labels, or, of a mixed
/// batch, the sum of that with either label, weighted by their shares. `label_smoothing` in [0, 1) is the part of each
/// label that is spread evenly over all classes (Szegedy et al., arXiv 1512.00567).
at::Tensor classification_loss(const at::Tensor& logits, const TrainingBatch& batch, double label_smoothing);

}  // namespace actsweep
