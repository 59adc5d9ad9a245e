#pragma once

#include "models/layer.h"
#include "models/network/step.h"

namespace actsweep {

/// From images [batch, channels, height, width] to the lengths of one capsule a class, [batch, classes]: Sabour et al.,
/// arXiv 1710.09829, and the variant of Keras's example, as the step says. Input capsules are parts of the channels of
/// a pixel. The gradient flows through all rounds of the routing. Matrices "weight" are
/// [1 or input capsules, values in, classes * values out], and start as those of a dense layer in Keras (Glorot,
/// uniform).
LayerPtr make_capsules(const network::Capsules& capsules, const Shape& input);

}  // namespace actsweep
