#pragma once

#include <functional>
#include <optional>

#include "harness/train/input.h"
#include "harness/train/loss/loss.h"
#include "models/layer.h"

namespace actsweep {

/// How well a network does on some images. Loss: mean of that which it is measured with; accuracies in percent, top-k
/// where there are more than k classes.
struct Scores {
  double loss = 0;
  double top1 = 0;
  std::optional<double> top3, top5;
};

/// Runs the network in evaluation mode, without autograd, and leaves it in training mode. `after_batch` is called now
/// and then.
Scores measure(
    Layer& network, const Loss& loss_of, InputPipeline& input, const DeviceImages& images, std::int64_t classes,
    const std::function<void()>& after_batch = [] {});

}  // namespace actsweep
