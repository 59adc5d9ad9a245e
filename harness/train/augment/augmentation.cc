#include "harness/train/augment/augmentation.h"

namespace actsweep {
namespace {

const Registration<AugmentationKind> kNone{{.name = "none", .summary = "training images unchanged"},
                                           [](const Params&) { return unchanged; }};

}  // namespace

Augmentation make_augmentation(const Params& params) {
  return Registry<AugmentationKind>::instance().at(params.name()).make(params);
}

at::Tensor unchanged(const at::Tensor& images, RandomStream&) { return images; }

}  // namespace actsweep
