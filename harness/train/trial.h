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

/// Callbacks for the progress and metrics of a training. All are called from the thread that trains.
struct TrialListener {
  std::function<void(const Epoch&)> on_epoch = [](const Epoch&) {};
  /// Diagnostics of one layer, if the configuration enables them: before training as epoch 0, and after each epoch
  /// before its on_epoch().
  std::function<void(const LayerEpoch&)> on_layer = [](const LayerEpoch&) {};
  /// The number of training images processed so far, over all epochs; at most a few times a second.
  std::function<void(std::int64_t images)> on_progress = [](std::int64_t) {};
  /// The training resumes from a checkpoint, after this many optimizer steps and images. The layers and epochs recorded
  /// before the checkpoint follow again.
  std::function<void(std::int64_t steps, std::int64_t images)> on_resume = [](std::int64_t, std::int64_t) {};
  /// A message for the user that does not affect the result.
  std::function<void(const std::string&)> on_note = [](const std::string&) {};
};

/// Controls a training without affecting its results.
struct TrialControl {
  protocol::CheckpointFiles checkpoints = {};
  CheckpointIdentity identity = {};  ///< of the checkpoints
  /// Called after each step: returns whether to stop now and save a checkpoint to resume from.
  std::function<bool()> should_stop = [] { return false; };
  /// Wraps the network, for example to record its inputs; unset: no wrapper.
  std::function<LayerPtr(LayerPtr)> wrap_network = {};
};

struct TrialEnd {
  using How = protocol::Ended::How;
  How how = How::kDone;     ///< or kDiverged or kStopped
  std::string reason = {};  ///< why it diverged
};

/// Trains one network from a resolved configuration and evaluates it after each epoch. On the CPU, metrics are
/// bit-identical for the same configuration, thread count and instruction set, also after resuming from a checkpoint.
/// Throws InputError if the configuration does not fit the data.
TrialEnd train_trial(const nlohmann::json& config, const Dataset& dataset, c10::Device device,
                     const TrialListener& listener, const TrialControl& control = {});

}  // namespace actsweep
