#include "models/zoo/stack.h"

namespace actsweep {
namespace {

/// The paper's sources speak of a six-layer CNN and leave the sizes open: four convolutions and two dense layers agree
/// with both of their descriptions; filters and kernels are our choice.
LayerPtr make_cnn6(const Params& params, const ModelContext& context) {
  auto network = std::make_shared<Stack>(context, params);
  for (const std::int64_t filters : {32, 64}) {
    network->convolution(filters, 3, 1).batch_norm().activation();
    network->convolution(filters, 3, 1).batch_norm().activation();
    network->max_pool(2);
  }
  network->dropout().flatten();
  network->dense(params.integer("width")).batch_norm().activation().dropout();
  network->output();
  return network;
}

const Registration<ModelKind> kCnn6{
    {.name = "cnn6",
     .summary = "six-layer CNN: conv 3x3 32, 32, pool, 64, 64, pool, dense width, dense",
     .source = "Misra, arXiv 1908.08681, sections on MNIST and CIFAR-10; sizes are ours",
     .params = joined({{ComponentOf("activation", "activation", "relu").doc("after each of the first five layers"),
                        Integer("width", 500).at_least(1).at_most(1 << 20).doc("units of the dense layer")},
                       dropout_params(0.25, "after the second pool and after the dense layer"),
                       batch_norm_params(false, "pytorch", "before each activation")}),
     .traits = {"conv", "dense"},
     .refusals = batch_norm_refusals()},
    make_cnn6};

}  // namespace
}  // namespace actsweep
