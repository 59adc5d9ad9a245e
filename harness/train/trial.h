#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "datasets/dataset.h"
#include "harness/schema/epoch.h"
#include "harness/schema/layer_epoch.h"
#include "harness/train/checkpoint.h"
#include "models/layer.h"

namespace actsweep {

/// What a training tells while it runs. All are called from the training's own thread.
struct TrialListener {
  std::function<void(const Epoch&)> on_epoch = [](const Epoch&) {};
  /// What was seen inside the network, layer by layer, where the configuration asks for it: before training as epoch 0,
  /// and of an epoch before on_epoch() tells of it.
  std::function<void(const LayerEpoch&)> on_layer = [](const LayerEpoch&) {};
  /// Training images done so far, over all epochs; at most a few times a second.
  std::function<void(std::int64_t images)> on_progress = [](std::int64_t) {};
  /// The training goes on from a checkpoint with so many steps of the optimizer, and images in them, behind it; all
  /// that was told of its epochs before is told again, now.
  std::function<void(std::int64_t steps, std::int64_t images)> on_resume = [](std::int64_t, std::int64_t) {};
  /// Something that the user should know, and that changes nothing about the result.
  std::function<void(const std::string&)> on_note = [](const std::string&) {};
};

/// What besides its configuration a training obeys.
struct TrialControl {
  CheckpointPlan checkpoints = {};
  /// Asked after each step: whether the training ends now, with a checkpoint to go on from later.
  std::function<bool()> should_stop = [] { return false; };
  /// What is put around the network, to look at what goes in; nothing if empty.
  std::function<LayerPtr(LayerPtr)> around = {};
};

struct TrialEnd {
  enum class How { kDone, kDiverged, kStopped };
  How how = How::kDone;
  std::string reason = {};  ///< of a divergence
};

/// Trains one network from a resolved configuration, and measures it after each epoch. The same configuration, thread
/// count and instruction set give the same metrics to the bit on the CPU, and a training that goes on from a checkpoint
/// those of one that was never disturbed. Throws InputError where the configuration does not fit the data.
TrialEnd train_trial(const nlohmann::json& config, const Dataset& dataset, c10::Device device,
                     const TrialListener& listener, const TrialControl& control = {});

}  // namespace actsweep
