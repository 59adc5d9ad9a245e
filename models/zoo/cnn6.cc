#include "models/zoo/model.h"
#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

/// The paper describes a six-layer CNN without sizes. Four convolutions and two dense layers match both of its
/// descriptions; numbers of filters and kernel sizes are our choice.
Steps describe_cnn6(const Params& params, const Task& task) {
  Dropouts dropout(params);
  Steps steps;
  for (const std::int64_t filters : {32, 64}) {
    const Steps layer =
        chain(Conv{.filters = filters, .kernel = 3, .padding = 1, .bias = true}, norm_of(params), Act{});
    append(steps, chain(layer, layer, MaxPool{2}));
  }
  append(steps, chain(dropout.next(), Flatten{}));
  append(steps, chain(Dense{params.integer("width")}, norm_of(params), Act{}, dropout.next(), Output{task.classes}));
  dropout.end();
  return steps;
}

const Registration<ModelKind> kCnn6{
    {.name = "cnn6",
     .summary = "six-layer CNN: conv 3x3 32, 32, pool, 64, 64, pool, dense width, dense",
     .source = "Misra, arXiv 1908.08681, sections on MNIST and CIFAR-10; sizes are our choice",
     .params = joined({{activation_param("each of the first five layers"),
                        Integer("width", 500).at_least(1).at_most(1 << 20).doc("units of the dense layer")},
                       Dropouts::params(0.25, "after the second pool and after the dense layer"),
                       norm_params(false, "pytorch", "before each activation")})},
    describe_cnn6};

}  // namespace
}  // namespace actsweep::zoo
