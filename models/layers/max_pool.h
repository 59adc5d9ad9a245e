#pragma once

#include "models/layer.h"

namespace actsweep {

/// The greatest value of each window of size x size pixels; windows lie side by side, and what is left at the right and
/// at the bottom is not looked at. The same values and gradients as those of at::max_pool2d, whose search for the
/// position on the CPU branches at every pixel and takes 15 % of a training step of cnn6. With the channels last it is
/// at::max_pool2d, which is fast there.
LayerPtr make_max_pool(std::int64_t size);

}  // namespace actsweep
