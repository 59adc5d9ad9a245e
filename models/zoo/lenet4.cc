#include "models/zoo/stack.h"

namespace actsweep {
namespace {

LayerPtr make_lenet4(const Params& params, const ModelContext& context) {
  auto network = std::make_shared<Stack>(context, params);
  network->convolution(20, 5, 2).activation().max_pool(2);
  network->convolution(50, 5, 2).activation().max_pool(2);
  network->flatten().dense(500).activation();
  network->output();
  return network;
}

/// 1,256,080 parameters on MNIST, as the notebook prints.
const Registration<ModelKind> kLenet4{
    {.name = "lenet4",
     .summary = "four layers: conv 5x5 20, pool, conv 5x5 50, pool, dense 500, dense",
     .source = "the author of arXiv 1908.08681, notebook LeNet_Mish.ipynb",
     .params = {ComponentOf("activation", "activation", "relu").doc("after each of the first three layers")},
     .traits = {"conv", "dense"}},
    make_lenet4};

}  // namespace
}  // namespace actsweep
