// Residual networks as in Keras's example cifar10_resnet.

#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

/// Completes the sources.
constexpr const char* kAsInKeras =
    ", as in Keras's example cifar10_resnet: convolutions with bias, 1x1 shortcuts without norm";

Param depth_param(std::int64_t least, std::int64_t most, std::int64_t step) {
  return Integer("depth", 20)
      .at_least(least)
      .at_most(most)
      .in_steps_of(step)
      .doc("number of layers with weights, without shortcuts: " + std::to_string(step) + "n + 2");
}

/// Two 3x3 convolutions. If the block has a stride, the shortcut is a convolution without norm.
Steps block_v1(std::int64_t filters, std::int64_t stride) {
  const Steps body = chain(conv_norm_act(keras_conv(filters, 3, stride), keras_norm()),  //
                           keras_conv(filters, 3), keras_norm());
  const Steps shortcut = stride > 1 ? Steps{keras_conv(filters, 1, stride)} : Steps{};
  return chain(residual(body, shortcut), Act{});
}

Steps describe_resnet_v1(const Params& params, const Task& task) {
  const std::int64_t blocks = (params.integer("depth") - 2) / 6;
  Steps steps = {stage("stem", conv_norm_act(keras_conv(16, 3), keras_norm()))};
  for (const std::int64_t number : {1, 2, 3}) {
    Steps of_stage;
    for (std::int64_t i = 0; i < blocks; ++i) append(of_stage, block_v1(8 << number, number > 1 && i == 0 ? 2 : 1));
    append(steps, stage("stage" + std::to_string(number), of_stage));
  }
  append(steps, stage("head", chain(GlobalPool{}, Output{task.classes})));
  return steps;
}

const Registration<ModelKind> kResNetV1{
    {.name = "resnet_v1",
     .aliases = {"ResNet v1"},
     .summary = "residual network of depth 6n + 2: three stages of n blocks with two 3x3 convolutions, activation "
                "after the sum",
     .source = std::string("He et al., arXiv 1512.03385") + kAsInKeras,
     .params = {activation_param("each batch norm within a block and after each sum"), depth_param(8, 1202, 6)}},
    describe_resnet_v1};

struct StageSizes {
  const char* name;
  std::int64_t width, filters;  ///< channels of the 3x3 and of the last convolution of a block
  std::int64_t stride;
};
constexpr StageSizes kStages[] = {{"stage1", 16, 64, 1}, {"stage2", 64, 128, 2}, {"stage3", 128, 256, 2}};

const Steps kPreactivation = {keras_norm(), Act{}};

/// 1x1, 3x3 and 1x1 convolutions, with norm and activation before each, but with `first` before the first.
Steps body_v2(const StageSizes& sizes, std::int64_t stride, const Steps& first) {
  return chain(first, keras_conv(sizes.width, 1, stride), kPreactivation, keras_conv(sizes.width, 3), kPreactivation,
               keras_conv(sizes.filters, 1));
}

/// The shortcut of the first block starts before its norm and activation.
Steps blocks_v2(const StageSizes& sizes, std::int64_t count, const Steps& first) {
  Steps steps = {residual(body_v2(sizes, sizes.stride, first), {keras_conv(sizes.filters, 1, sizes.stride)})};
  for (std::int64_t i = 1; i < count; ++i) append(steps, residual(body_v2(sizes, 1, kPreactivation)));
  return steps;
}

Steps describe_resnet_v2(const Params& params, const Task& task) {
  Steps steps = {stage("stem", chain(keras_conv(16, 3), kPreactivation))};
  for (const StageSizes& sizes : kStages) {
    // The stem already ends with norm and activation.
    const Steps first = steps.size() == 1 ? Steps{} : kPreactivation;
    append(steps, stage(sizes.name, blocks_v2(sizes, (params.integer("depth") - 2) / 9, first)));
  }
  append(steps, chain(stage("final_norm", kPreactivation), stage("head", chain(GlobalPool{}, Output{task.classes}))));
  return steps;
}

const Registration<ModelKind> kResNetV2{
    {.name = "resnet_v2",
     .aliases = {"ResNet v2"},
     .summary = "residual network of depth 9n + 2: three stages of n bottlenecks, norm and activation before each "
                "convolution",
     .source = std::string("He et al., arXiv 1603.05027") + kAsInKeras,
     .params = {activation_param("each batch norm"), depth_param(11, 1001, 9)}},
    describe_resnet_v2};

}  // namespace
}  // namespace actsweep::zoo
