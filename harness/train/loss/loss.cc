#include "harness/train/loss/loss.h"

#include <ATen/ATen.h>

namespace actsweep {
namespace {

at::Tensor cross_entropy(const at::Tensor& outputs, const at::Tensor& labels, double label_smoothing,
                         at::Reduction::Reduction reduction) {
  constexpr std::int64_t kIgnoreNone = -100;
  return at::cross_entropy_loss(outputs, labels, {}, reduction, kIgnoreNone, label_smoothing);
}

const Registration<LossKind> kCrossEntropy{{.name = "cross_entropy",
                                            .summary = "-log of the softmax output for the label, in nats",
                                            .source = "torch.nn.CrossEntropyLoss"},
                                           [](const Params&) { return cross_entropy; }};

}  // namespace

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
