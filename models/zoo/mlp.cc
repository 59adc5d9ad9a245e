#include "models/zoo/stack.h"

namespace actsweep {
namespace {

LayerPtr make_mlp(const Params& params, const ModelContext& context) {
  auto network = std::make_shared<Stack>(context, params.child("activation"));
  network->flatten();
  for (std::int64_t layer = 0; layer < params.integer("depth"); ++layer) {
    network->dense(params.integer("width"));
    if (params.flag("batch_norm")) network->batch_norm(batch_norm_flavor(params));
    network->activation().dropout(params.real("dropout"));
  }
  network->dense(context.classes);
  return network;
}

std::vector<Param> mlp_params() {
  std::vector<Param> params = {ComponentOf("activation", "activation", "relu").doc("after each hidden layer"),
                               Integer("depth", 2)
                                   .at_least(0)
                                   .at_most(10000)
                                   .scales_cost()
                                   .doc("hidden layers; the output layer is not counted"),
                               Integer("width", 256).at_least(1).at_most(1 << 20).doc("units of a hidden layer"),
                               Real("dropout", 0).at_least(0).below(1).doc("rate after each activation")};
  for (Param& param : batch_norm_params(false, "pytorch")) params.push_back(std::move(param));
  return params;
}

const Registration<ModelKind> kMlp{{.name = "mlp",
                                    .summary = "multilayer perceptron: depth x (dense, [batch norm], activation, "
                                               "[dropout]), dense",
                                    .params = mlp_params(),
                                    .traits = {"dense"}},
                                   make_mlp};

}  // namespace
}  // namespace actsweep
