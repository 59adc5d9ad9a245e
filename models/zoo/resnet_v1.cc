#include "models/zoo/model.h"
#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

/// Two 3x3 convolutions. If the block has a stride, the shortcut is a convolution without norm.
Steps block(std::int64_t filters, std::int64_t stride) {
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
    for (std::int64_t i = 0; i < blocks; ++i) append(of_stage, block(8 << number, number > 1 && i == 0 ? 2 : 1));
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
     .source = "He et al., arXiv 1512.03385, as in Keras's example cifar10_resnet: convolutions with bias, 1x1 "
               "shortcuts without norm",
     .params = {activation_param("each batch norm within a block and after each sum"),
                Integer("depth", 20)
                    .at_least(8)
                    .at_most(1202)
                    .in_steps_of(6)
                    .doc("number of layers with weights, without shortcuts: 6n + 2")}},
    describe_resnet_v1};

}  // namespace
}  // namespace actsweep::zoo
