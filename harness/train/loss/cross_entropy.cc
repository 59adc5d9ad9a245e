#include <ATen/ATen.h>

#include "harness/train/loss/loss.h"

namespace actsweep {
namespace {

at::Tensor cross_entropy(const at::Tensor& outputs, const at::Tensor& labels, double label_smoothing,
                         at::Reduction::Reduction reduction) {
  constexpr std::int64_t kIgnoreNone = -100;
  return at::cross_entropy_loss(outputs, labels, {}, reduction, kIgnoreNone, label_smoothing);
}

const Registration<LossKind> kCrossEntropy{{.name = "cross_entropy",
                                            .summary = "-log of the softmax of the outputs at the label, in nats",
                                            .source = "torch.nn.CrossEntropyLoss"},
                                           [](const Params&) { return cross_entropy; }};

}  // namespace
}  // namespace actsweep
