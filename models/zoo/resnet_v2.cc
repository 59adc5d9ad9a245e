#include "models/zoo/model.h"
#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

struct StageSizes {
  const char* name;
  std::int64_t width, filters;  ///< channels of the 3x3 and of the last convolution of a block
  std::int64_t stride;
};
constexpr StageSizes kStages[] = {{"stage1", 16, 64, 1}, {"stage2", 64, 128, 2}, {"stage3", 128, 256, 2}};

const Steps kPreactivation = {keras_norm(), Act{}};

/// 1x1, 3x3 and 1x1 convolutions, with norm and activation before each, but with `first` before the first.
Steps body(const StageSizes& sizes, std::int64_t stride, const Steps& first) {
  return chain(first, keras_conv(sizes.width, 1, stride), kPreactivation, keras_conv(sizes.width, 3), kPreactivation,
               keras_conv(sizes.filters, 1));
}

/// The shortcut of the first block starts before its norm and activation.
Steps blocks(const StageSizes& sizes, std::int64_t count, const Steps& first) {
  Steps steps = {residual(body(sizes, sizes.stride, first), {keras_conv(sizes.filters, 1, sizes.stride)})};
  for (std::int64_t i = 1; i < count; ++i) append(steps, residual(body(sizes, 1, kPreactivation)));
  return steps;
}

Steps describe_resnet_v2(const Params& params, const Task& task) {
  Steps steps = {stage("stem", chain(keras_conv(16, 3), kPreactivation))};
  for (const StageSizes& sizes : kStages) {
    // The stem already ends with norm and activation.
    const Steps first = steps.size() == 1 ? Steps{} : kPreactivation;
    append(steps, stage(sizes.name, blocks(sizes, (params.integer("depth") - 2) / 9, first)));
  }
  append(steps, chain(stage("final_norm", kPreactivation), stage("head", chain(GlobalPool{}, Output{task.classes}))));
  return steps;
}

const Registration<ModelKind> kResNetV2{
    {.name = "resnet_v2",
     .aliases = {"ResNet v2"},
     .summary = "residual network of depth 9n + 2: three stages of n bottlenecks, norm and activation before each "
                "convolution",
     .source = "He et al., arXiv 1603.05027, as in Keras's example cifar10_resnet: convolutions with bias, 1x1 "
               "shortcuts without norm",
     .params = {activation_param("each batch norm"),
                Integer("depth", 20)
                    .at_least(11)
                    .at_most(1001)
                    .in_steps_of(9)
                    .doc("number of layers with weights, without shortcuts: 9n + 2")}},
    describe_resnet_v2};

}  // namespace
}  // namespace actsweep::zoo
