#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

const ConvUnit kUnit;
const MaxPool kPool{.window = 3, .stride = Extent(1), .padding = 1};
const MaxPool kHalving{.window = 3, .stride = Extent(2)};

Steps stem() {
  return {chain(kUnit.valid(32, 3), kUnit(32, 3), kUnit(64, 3), concat(kUnit(96, 3), kPool),
                concat(chain(kUnit(64, 1), kUnit(64, {7, 1}), kUnit(64, {1, 7}), kUnit(96, 3)),
                       chain(kUnit(64, 1), kUnit(96, 3))),
                concat(kPool, kUnit(192, 3)))};
}

/// A sequence of residuals whose body ends with a 1x1 convolution. Unlike in the paper, shortcuts are 1x1 convolutions,
/// too, because two of the sums change the number of channels.
Steps residuals(int times, const Concat& branches, std::int64_t filters, double factor) {
  const Conv mix = conv(filters, 1, 1, true);
  Steps steps;
  for (int i = 0; i < times; ++i) append(steps, chain(residual({branches, mix}, {mix}, factor), Norm{}, Act{}));
  return steps;
}

Concat a() {
  return concat(kUnit(32, 1), chain(kUnit(32, 1), kUnit(32, 3)), chain(kUnit(32, 1), kUnit(48, 3), kUnit(64, 3)));
}
Concat reduction_a() {
  return concat(chain(kUnit(256, 1), kUnit(256, 3), kUnit.valid(384, 3, 2)), kUnit.valid(384, 3, 2), kHalving);
}
Concat b() { return concat(kUnit(192, 1), chain(kUnit(128, 1), kUnit(160, {1, 7}), kUnit(192, {7, 1}))); }
Concat reduction_b() {
  return concat(chain(kUnit(256, 1), kUnit.valid(384, 3, 2)), chain(kUnit(256, 1), kUnit.valid(288, 3, 2)),
                chain(kUnit(256, 1), kUnit(288, 3), kUnit.valid(320, 3, 2)), kHalving);
}
Concat c() { return concat(kUnit(192, 1), chain(kUnit(192, 1), kUnit(224, {1, 3}), kUnit(256, {3, 1}))); }

Steps describe_inception_resnet_v2(const Params& params, const Task& task) {
  return {stage("stem", stem()),
          stage("inception_resnet_a", residuals(5, a(), 384, 1)),
          stage("reduction_a", {reduction_a()}),
          stage("inception_resnet_b", residuals(10, b(), 1154, 0.1)),
          stage("reduction_b", {reduction_b()}),
          stage("inception_resnet_c", residuals(5, c(), 2048, 0.1)),
          stage("head", chain(GlobalPool{}, dropout_of(params), Output{task.classes}))};
}

const Registration<ModelKind> kInceptionResNetV2{
    {.name = "inception_resnet_v2",
     .aliases = {"Inception-ResNet v2", "Inception ResNet v2"},
     .summary = "20 residual modules with parallel branches and factorized 7x7 and 3x3 convolutions",
     .source = "Szegedy et al., arXiv 1602.07261; as in weiaicunzai/pytorch-cifar100, for images of 32 pixels",
     .params = {activation_param("each convolution except the last of a residual, and after each sum"),
                dropout_param(0.2, "before the dense layer")}},
    describe_inception_resnet_v2};

}  // namespace
}  // namespace actsweep::zoo
