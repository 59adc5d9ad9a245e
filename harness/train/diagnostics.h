#pragma once

#include <vector>

#include "harness/schema/layer_epoch.h"
#include "harness/train/input.h"
#include "models/layer.h"

namespace actsweep {

/// Below this a derivative counts as 0. A unit there passes less than a millionth of the gradient back: next to what
/// reaches other units its weights stand still. Exactly 0 would miss the tails of smooth functions, where
/// rounding decides whether 0 is reached: f' of ReLU is 0 for all x <= 0, that of Mish is below kFlat for x < -16.6 and
/// 0 only where floats underflow.
inline constexpr double kFlat = 1e-6;

/// What each activation layer does with the first `count` of some images, as the network evaluates them: without
/// dropout, and with the noise of InputPipeline::measuring_batch. One LayerEpoch a forward call of a layer, in the
/// order of the calls, with:
///
/// - mean and standard deviation (of all that there is, not of a sample) of the values that it takes and gives, over
///   images, units and positions;
/// - the part of its units (dimension 1) that are dead: |f'| < kFlat for every image and position. Of ReLU they are the
///   units that are never active;
/// - the histogram of what it takes, in bins from 5 standard deviations below its mean to 5 above.
///
/// All numbers of a layer that meets NaN or infinity are empty, or those that are infinite. Nothing of the network
/// changes, and it is left in training mode. `named` is the network by whose paths the layers are known: `network`
/// itself or a part of it.
std::vector<LayerEpoch> diagnose(Layer& network, torch::nn::Module& named, InputPipeline& input,
                                 const DeviceImages& images, std::int64_t count, int epoch);

}  // namespace actsweep
