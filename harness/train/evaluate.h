#pragma once

#include <functional>
#include <optional>

#include "harness/train/input.h"
#include "harness/train/loss/loss.h"
#include "models/layer.h"

namespace actsweep {

/// The metrics of a network on some images: mean loss, and accuracies in percent. Top-k is set only where there are
/// more than k classes.
struct Scores {
  double loss = 0;
  double top1 = 0;
  std::optional<double> top3, top5;
};

/// Evaluates the network in evaluation mode, without autograd, and leaves it in training mode. Calls `after_batch`
/// after every batch.
Scores evaluate(
    Layer& network, const Loss& loss_of, InputPipeline& input, const DeviceImages& images, std::int64_t classes,
    const std::function<void()>& after_batch = [] {});

}  // namespace actsweep
