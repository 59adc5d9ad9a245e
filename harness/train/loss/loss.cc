#include "harness/train/loss/loss.h"

#include <ATen/ATen.h>

namespace actsweep {

Loss make_loss(const Params& params) { return Registry<LossKind>::instance().at(params.name()).make(params); }

at::Tensor training_loss(const Loss& loss, const at::Tensor& outputs, const TrainingBatch& batch,
                         double label_smoothing) {
  const auto with = [&](const at::Tensor& labels) {
    return loss(outputs, labels, label_smoothing, at::Reduction::Mean);
  };
  if (!batch.other_labels.defined()) return with(batch.labels);
  return batch.share * with(batch.labels) + (1 - batch.share) * with(batch.other_labels);
}

}  // namespace actsweep
