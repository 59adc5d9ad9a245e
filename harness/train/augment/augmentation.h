#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// Augments a batch of training images, each image independently: float [batch, channels, height, width] with pixel
/// values from 0 (black) to 255, on any device. Returns new images of the same shape and range. All random numbers come
/// from `stream`, on the CPU, so that every device augments the same way.
using Augmentation = std::function<at::Tensor(const at::Tensor& images, RandomStream& stream)>;

struct AugmentationKind {
  static constexpr const char* name = "augmentation";
  using Factory = std::function<Augmentation(const Params&)>;
};

Augmentation make_augmentation(const Params& params);

/// The identity; draws no random numbers.
at::Tensor unchanged(const at::Tensor& images, RandomStream&);

}  // namespace actsweep
