#include "harness/train/augment/augmentation.h"

namespace actsweep {
namespace {

const Registration<AugmentationKind> kNone{{.name = "none", .summary = "training images as they are"},
                                           [](const Params&) { return unchanged; }};

}  // namespace
}  // namespace actsweep
