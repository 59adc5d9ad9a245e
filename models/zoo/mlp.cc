#include "models/zoo/model.h"
#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

Steps describe_mlp(const Params& params, const Task& task) {
  Dropouts dropout(params);
  Steps steps = {Flatten{}};
  for (std::int64_t layer = 0; layer < params.integer("depth"); ++layer) {
    append(steps, chain(Dense{params.integer("width")}, norm_of(params), Act{}, dropout.next()));
  }
  append(steps, Output{task.classes});
  dropout.end();
  return steps;
}

const Registration<ModelKind> kMlp{
    {.name = "mlp",
     .summary = "multilayer perceptron: depth x (dense, [batch norm], activation, "
                "[dropout]), dense",
     .params = joined({{activation_param("each hidden layer"),
                        Integer("depth", 2).at_least(0).at_most(10000).doc("number of hidden layers"),
                        Integer("width", 256).at_least(1).at_most(1 << 20).doc("units per hidden layer")},
                       Dropouts::params(0, "after each activation"),
                       norm_params(false, "pytorch", "before each activation")})},
    describe_mlp};

}  // namespace
}  // namespace actsweep::zoo
