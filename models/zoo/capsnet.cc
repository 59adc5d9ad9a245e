#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

Conv valid(std::int64_t filters, std::int64_t kernel, std::int64_t stride = 1) {
  return {.filters = filters, .kernel = kernel, .stride = stride, .padding = Extent(0), .bias = true};
}

Steps keras_example(std::int64_t classes) {
  const auto convolution = [](std::int64_t filters) { return chain(valid(filters, 3), Act{}); };
  return chain(stage("conv1", convolution(64)), stage("conv2", convolution(64)), AvgPool{2},
               stage("conv3", convolution(128)), stage("conv4", convolution(128)),
               stage("capsules", {Capsules{.classes = classes}}));
}

Steps paper(std::int64_t classes) {
  return chain(
      stage("conv1", chain(valid(256, 9), Act{})), stage("primary_capsules", {valid(256, 9, 2)}),
      stage("digit_capsules",
            {Capsules{
                .classes = classes, .inputs = 8, .shared = false, .add = true, .squash = 1, .squash_inputs = true}}));
}

const Variants<Steps (*)(std::int64_t)> kVariants{{"keras_example",
                                                   "Keras's example cifar10_cnn_capsule: four 3x3 convolutions, each "
                                                   "pixel a capsule of 128 values, one shared matrix",
                                                   keras_example},
                                                  {"paper",
                                                   "as published, without the decoder: two 9x9 convolutions, 32 "
                                                   "capsules of 8 values per pixel, one matrix per capsule",
                                                   paper}};

Steps describe_capsnet(const Params& params, const Task& task) { return kVariants.of(params)(task.classes); }

const Registration<ModelKind> kCapsNet{
    {.name = "capsnet",
     .aliases = {"Capsule Network"},
     .summary = "convolutions, then one capsule of 16 values per class, whose length is the output",
     .source = "Sabour et al., arXiv 1710.09829; by default as in Keras's example",
     .params = {activation_param("each convolution that does not produce capsules; squashing is fixed"),
                kVariants.param()},
     .brings = {{"loss", "margin"}}},
    describe_capsnet};

}  // namespace
}  // namespace actsweep::zoo
