#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "datasets/dataset.h"
#include "harness/schema/epoch.h"
#include "harness/schema/layer_epoch.h"

namespace actsweep {

/// What a training tells while it runs. All are called from the training's own thread.
struct TrialListener {
  std::function<void(const Epoch&)> on_epoch;
  /// What was seen inside the network, layer by layer, where the configuration asks for it: before training as epoch 0,
  /// and of an epoch before on_epoch() tells of it.
  std::function<void(const LayerEpoch&)> on_layer;
  /// Training images done so far, over all epochs; at most a few times a second.
  std::function<void(std::int64_t images)> on_progress;
};

struct TrialEnd {
  bool diverged = false;
  std::string reason;  ///< of a divergence
};

/// Trains one network from a resolved configuration, and measures it after each epoch. The same configuration, thread
/// count and instruction set give the same metrics to the bit on the CPU. Throws InputError where the configuration
/// does not fit the data.
TrialEnd train_trial(const nlohmann::json& config, const Dataset& dataset, c10::Device device,
                     const TrialListener& listener);

}  // namespace actsweep
