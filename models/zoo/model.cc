#include "models/zoo/model.h"

#include <fmt/format.h>

#include "harness/util/error.h"

namespace actsweep {

DescribedModel describe_model(const Params& model, const Task& task) {
  try {
    DescribedModel described;
    described.steps = Registry<ModelKind>::instance().at(model.name()).make(model, task);
    const ActivationFunction activation = activation_function(model.child("activation"));
    described.summary = network::summarize(described.steps, task.input, &activation);
    const Shape expected{.channels = task.classes, .flat = true}, &output = described.summary.output;
    if (output != expected) {
      throw InputError(fmt::format("the network outputs {} instead of {} values, one per class; end it with {}output",
                                   to_string(output), task.classes, output.flat ? "" : "global_pool or flatten, and "));
    }
    if (described.summary.total.parameters == 0) throw InputError("the network has no trainable parameters");
    return described;
  } catch (const InputError& error) {
    throw InputError(fmt::format("model {} on images of {}: {}", model.name(), to_string(task.input), error.what()),
                     error.excerpt());
  }
}

}  // namespace actsweep
