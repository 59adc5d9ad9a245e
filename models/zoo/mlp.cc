#include "models/zoo/stack.h"

namespace actsweep {
namespace {

LayerPtr make_mlp(const Params& params, const ModelContext& context) {
  auto network = std::make_shared<Stack>(context, params);
  network->flatten();
  for (std::int64_t layer = 0; layer < params.integer("depth"); ++layer) {
    network->dense(params.integer("width")).batch_norm().activation().dropout();
  }
  network->output();
  return network;
}

const Registration<ModelKind> kMlp{
    {.name = "mlp",
     .summary = "multilayer perceptron: depth x (dense, [batch norm], activation, "
                "[dropout]), dense",
     .params = joined({{ComponentOf("activation", "activation", "relu").doc("after each hidden layer"),
                        Integer("depth", 2)
                            .at_least(0)
                            .at_most(10000)
                            .scales_cost()
                            .doc("hidden layers; the output layer is not counted"),
                        Integer("width", 256).at_least(1).at_most(1 << 20).doc("units of a hidden layer")},
                       dropout_params(0, "after each activation"),
                       batch_norm_params(false, "pytorch", "before each activation")}),
     .traits = {"dense"},
     .refusals = batch_norm_refusals()},
    make_mlp};

}  // namespace
}  // namespace actsweep
