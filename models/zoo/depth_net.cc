#include "models/zoo/model.h"
#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

Steps describe_depth_net(const Params& params, const Task& task) {
  Dropouts dropout(params);
  Steps steps =
      chain(Conv{.filters = 20, .kernel = 5, .padding = 0, .bias = true}, Act{},
            Conv{.filters = 50, .kernel = 5, .padding = 0, .bias = true}, Act{}, MaxPool{2}, dropout.next(), Flatten{});
  constexpr std::int64_t kOtherLayers = 3;  // two convolutions and the output
  for (std::int64_t block = 0; block < params.integer("depth") - kOtherLayers; ++block) {
    append(steps, chain(Dense{params.integer("width")}, norm_of(params), Act{}, dropout.next()));
  }
  append(steps, Output{task.classes});
  dropout.end();
  return steps;
}

const Registration<ModelKind> kDepthNet{
    {.name = "depth_net",
     .summary = "two 5x5 convolutions, then depth - 3 blocks of dense, batch norm, activation, dropout",
     .source = "the depth figure of Misra, arXiv 1908.08681, as in the author's notebook Layers_Acc.ipynb",
     .params = joined({{activation_param("each layer except the output"),
                        Integer("depth", 15)
                            .at_least(3)
                            .at_most(10000)
                            .doc("number of layers: two convolutions, depth - 3 dense blocks, the output"),
                        Integer("width", 500).at_least(1).at_most(1 << 20).doc("units of a dense block")},
                       Dropouts::params(0.25, "after pooling and after each dense block"),
                       norm_params(true, "keras", "before each activation of a dense block")})},
    describe_depth_net};

}  // namespace
}  // namespace actsweep::zoo
