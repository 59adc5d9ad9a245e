#pragma once

#include "models/layer.h"
#include "models/network/step.h"

/// The layers of networks with a file of their own.
namespace actsweep {

/// Max pooling over non-overlapping windows of size x size pixels; ignores the remainder at the right and bottom.
/// Values and gradients are those of at::max_pool2d, whose search for the maximum on the CPU branches at every pixel
/// and takes 15 % of a training step of cnn6. Calls at::max_pool2d, which is fast there, in channels_last format.
LayerPtr make_max_pool(std::int64_t size);
/// Capsules with dynamic routing, from images [batch, channels, height, width] to the length of one capsule per class,
/// [batch, classes]: Sabour et al., arXiv 1710.09829, or the variant in Keras's example, depending on the step. Input
/// capsules are groups of channels of a pixel. Gradients flow through all routing iterations. The parameter "weight" is
/// [1 or input capsules, input size, classes * output size], initialized like Keras's dense layers (Glorot uniform).
LayerPtr make_capsules(const network::Capsules& capsules, const Shape& input);

}  // namespace actsweep
