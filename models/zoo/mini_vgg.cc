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

/// What the author of arXiv 1908.08681 calls Mini VGG-Net is nowhere; this is the network of that name.
const Registration<ModelKind> kMiniVgg{
    {.name = "mini_vgg",
     .aliases = {"Mini VGG-Net"},
     .summary = "four convolutions 3x3 in two blocks with a pool after each, dense 512, dense; batch norm after each "
                "activation, dropout 0.25, 0.25, 0.5",
     .source = "MiniVGGNet of PyImageSearch's tutorials",
     .params = {activation_param("each layer but the output")}},
    describe_mini_vgg};

}  // namespace
}  // namespace actsweep::zoo
