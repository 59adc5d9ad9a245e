#pragma once

#include <vector>

#include "harness/schema/layer_epoch.h"
#include "harness/train/input.h"
#include "models/layer.h"

namespace actsweep {

/// A unit whose derivative stays below this in magnitude is dead: it passes back less than a millionth of the gradient,
/// so its weights hardly move. A threshold of exactly 0 would miss the tails of smooth functions, where rounding
/// decides whether 0 is reached: f' of ReLU is 0 for all x <= 0, while f' of Mish is below the threshold for x < -16.6
/// and 0 only where floats underflow.
inline constexpr double kDeadUnitThreshold = 1e-6;

/// Records what each activation layer does on the first `count` images, in evaluation mode: without dropout, and with
/// the noise of InputPipeline::evaluation_batch. Returns one LayerEpoch for each forward call of a layer, in the order
/// of the calls, with:
///
/// - the mean and population standard deviation of the layer's inputs and outputs, over images, units and positions;
/// - the percentage of units (dimension 1) that are dead: |f'| < kDeadUnitThreshold for every image and position. With
///   ReLU these are the units that are never active;
/// - a histogram of the inputs, with bins from 5 standard deviations below their mean to 5 above.
///
/// A metric is empty or not finite if the layer meets NaN or infinity. Does not change the network, and leaves it in
/// training mode. `named` is the module whose paths name the layers: `network` itself or a submodule of it.
std::vector<LayerEpoch> diagnose(Layer& network, torch::nn::Module& named, InputPipeline& input,
                                 const DeviceImages& images, std::int64_t count, int epoch);

}  // namespace actsweep
