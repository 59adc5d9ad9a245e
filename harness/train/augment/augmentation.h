#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// Changes each of a batch of training images in a random way of its own: float [batch, channels, height, width] on the
/// scale of a pixel's byte, 0 (black) to 255, on any device. Returns images of the same shape and scale, and leaves the
/// given ones as they are. What is done to an image is drawn from `stream` on the CPU: the same on every device.
using Augmentation = std::function<at::Tensor(const at::Tensor& images, RandomStream& stream)>;

struct AugmentationKind {
  static constexpr const char* name = "augmentation";
  using Factory = std::function<Augmentation(const Params&)>;
};

/// The augmentation that changes nothing and draws nothing.
inline at::Tensor unchanged(const at::Tensor& images, RandomStream&) { return images; }

}  // namespace actsweep
