#include "models/zoo/stack.h"

namespace actsweep {
namespace {

LayerPtr make_depth_net(const Params& params, const ModelContext& context) {
  const double dropout = params.real("dropout");
  auto network = std::make_shared<Stack>(context, params.child("activation"));
  network->convolution(20, 5, 0).activation();
  network->convolution(50, 5, 0).activation();
  network->max_pool(2).dropout(dropout).flatten();
  constexpr std::int64_t kOtherLayers = 3;  // two convolutions and the output
  for (std::int64_t block = 0; block < params.integer("depth") - kOtherLayers; ++block) {
    network->dense(params.integer("width"));
    if (params.flag("batch_norm")) network->batch_norm(batch_norm_flavor(params));
    network->activation().dropout(dropout);
  }
  network->dense(context.classes);
  return network;
}

std::vector<Param> depth_net_params() {
  std::vector<Param> params = {
      ComponentOf("activation", "activation", "relu").doc("after each layer but the output"),
      Integer("depth", 15)
          .at_least(3)
          .at_most(10000)
          .scales_cost()
          .doc("layers: two convolutions, depth - 3 dense blocks, the output"),
      Integer("width", 500).at_least(1).at_most(1 << 20).doc("units of a dense block"),
      Real("dropout", 0.25).at_least(0).below(1).doc("rate after the pool and after each dense block")};
  for (Param& param : batch_norm_params(true, "keras")) params.push_back(std::move(param));
  return params;
}

const Registration<ModelKind> kDepthNet{
    {.name = "depth_net",
     .summary = "two 5x5 convolutions, then depth - 3 blocks of dense, batch norm, activation, dropout",
     .source = "the depth figure of Misra, arXiv 1908.08681, as the author's notebook Layers_Acc.ipynb has it",
     .params = depth_net_params(),
     .traits = {"conv", "dense"}},
    make_depth_net};

}  // namespace
}  // namespace actsweep
