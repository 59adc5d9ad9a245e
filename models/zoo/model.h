#pragma once

#include <cstdint>
#include <functional>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/network/step.h"
#include "models/network/survey.h"

namespace actsweep {

/// What a network has to fit.
struct Task {
  Shape input;
  std::int64_t classes = 0;
};

/// Networks: a component, and what its parameters describe. What a description says of the shape that it is for may
/// depend on the task; that its steps fit is checked by describe_model().
struct ModelKind {
  static constexpr const char* name = "model";
  using Factory = std::function<network::Steps(const Params&, const Task&)>;
};

/// A network, described and walked through.
struct DescribedModel {
  network::Steps steps;
  network::Survey survey;  ///< learned parameters of the chosen activation included
};

/// Of the parameters in a resolved configuration: {"name": "mlp", "depth": 2, …}. Throws InputError, beginning with the
/// name of the network, where its steps do not fit the images of the task, or do not end with a number for each class.
DescribedModel describe_model(const Params& model, const Task& task);

}  // namespace actsweep
