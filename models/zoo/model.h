#pragma once

#include <cstdint>
#include <functional>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/network/step.h"
#include "models/network/summary.h"

namespace actsweep {

/// The input and number of classes of a network.
struct Task {
  Shape input;
  std::int64_t classes = 0;
};

/// The registry of networks. A factory describes the network for a task; describe_model() checks that its steps fit.
struct ModelKind {
  static constexpr const char* name = "model";
  using Factory = std::function<network::Steps(const Params&, const Task&)>;
};

/// The description of a network and its summary.
struct DescribedModel {
  network::Steps steps;
  network::Summary summary;  ///< including learned parameters of the chosen activation
};

/// Describes the model of a resolved configuration such as {"name": "mlp", "depth": 2, …}. Throws InputError with the
/// name of the network if its steps do not fit the images of the task, if it does not output one value per class, or if
/// it has no trainable parameters.
DescribedModel describe_model(const Params& model, const Task& task);

}  // namespace actsweep
