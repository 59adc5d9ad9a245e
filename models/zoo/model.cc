#include "models/zoo/model.h"

#include <fmt/format.h>

#include "harness/util/error.h"

namespace actsweep {

DescribedModel describe_model(const Params& model, const Task& task) {
  try {
    DescribedModel described;
    described.steps = Registry<ModelKind>::instance().at(model.name()).make(model, task);
    const ActivationFunction exchanged = activation_function(model.child("activation"));
    described.survey = network::survey(described.steps, task.input, &exchanged);
    const Shape expected{.channels = task.classes, .flat = true}, &output = described.survey.output;
    if (output != expected) {
      throw InputError(
          fmt::format("it ends with {}, where each of the {} classes should have a number: end it with {}output",
                      to_string(output), task.classes, output.flat ? "" : "global_pool or flatten, and "));
    }
    if (described.survey.total.parameters == 0)
      throw InputError("it has nothing to learn: none of its steps has weights");
    return described;
  } catch (const InputError& error) {
    throw InputError(fmt::format("model {} on images of {}: {}", model.name(), to_string(task.input), error.what()),
                     error.excerpt());
  }
}

}  // namespace actsweep
