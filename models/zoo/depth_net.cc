#include "models/zoo/stack.h"

namespace actsweep {
namespace {

LayerPtr make_depth_net(const Params& params, const ModelContext& context) {
  auto network = std::make_shared<Stack>(context, params);
  network->convolution(20, 5, 0).activation();
  network->convolution(50, 5, 0).activation();
  network->max_pool(2).dropout().flatten();
  constexpr std::int64_t kOtherLayers = 3;  // two convolutions and the output
  for (std::int64_t block = 0; block < params.integer("depth") - kOtherLayers; ++block) {
    network->dense(params.integer("width")).batch_norm().activation().dropout();
  }
  network->output();
  return network;
}

const Registration<ModelKind> kDepthNet{
    {.name = "depth_net",
     .summary = "two 5x5 convolutions, then depth - 3 blocks of dense, batch norm, activation, dropout",
     .source = "the depth figure of Misra, arXiv 1908.08681, as the author's notebook Layers_Acc.ipynb has it",
     .params = joined({{ComponentOf("activation", "activation", "relu").doc("after each layer but the output"),
                        Integer("depth", 15)
                            .at_least(3)
                            .at_most(10000)
                            .scales_cost()
                            .doc("layers: two convolutions, depth - 3 dense blocks, the output"),
                        Integer("width", 500).at_least(1).at_most(1 << 20).doc("units of a dense block")},
                       dropout_params(0.25, "after the pool and after each dense block"),
                       batch_norm_params(true, "keras", "before each activation of a dense block")}),
     .traits = {"conv", "dense"},
     .refusals = batch_norm_refusals()},
    make_depth_net};

}  // namespace
}  // namespace actsweep
