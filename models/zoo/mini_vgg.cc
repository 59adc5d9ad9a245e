#include "models/zoo/model.h"
#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

Steps describe_mini_vgg(const Params&, const Task& task) {
  const auto block = [](std::int64_t filters) {
    const Steps layer = {keras_conv(filters, 3), Act{}, keras_norm()};
    return chain(layer, layer);
  };
  const Steps halve = {MaxPool{2}, Dropout{.rate = 0.25}};
  return chain(stage("block1", block(32)), halve, stage("block2", block(64)), halve, Flatten{},
               stage("dense", {Dense{512}, Act{}, keras_norm()}), Dropout{.rate = 0.5},
               stage("head", {Output{task.classes}}));
}

/// No definition of the Mini VGG-Net in arXiv 1908.08681 is public. This is a published network of the same name.
const Registration<ModelKind> kMiniVgg{
    {.name = "mini_vgg",
     .aliases = {"Mini VGG-Net"},
     .summary =
         "four 3x3 convolutions in two blocks, each followed by pooling, dense 512, dense; batch norm after each "
         "activation, dropout 0.25, 0.25, 0.5",
     .source = "MiniVGGNet of PyImageSearch's tutorials",
     .params = {activation_param("each layer except the output")}},
    describe_mini_vgg};

}  // namespace
}  // namespace actsweep::zoo
