#include "harness/train/loss.h"

#include <ATen/ATen.h>

namespace actsweep {

at::Tensor classification_loss(const at::Tensor& logits, const TrainingBatch& batch, double label_smoothing) {
  const auto loss = [&](const at::Tensor& labels) {
    constexpr std::int64_t kIgnoreNone = -100;
    return at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, kIgnoreNone, label_smoothing);
  };
  if (!batch.other_labels.defined()) return loss(batch.labels);
  return batch.share * loss(batch.labels) + (1 - batch.share) * loss(batch.other_labels);
}

}  // namespace actsweep
