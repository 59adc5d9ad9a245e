#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

struct Settings {
  bool large = false;                      ///< for large images: stem with stride 2 and without padding
  std::int64_t third_stride = 1;           ///< stride of the pool in the third block
  std::optional<bool> shortcut_bias = {};  ///< see Conv
};

const Variants<Settings> kVariants{
    {"weiaicunzai", "for images of 32 pixels: smaller strides; shortcuts with bias", {.shortcut_bias = true}},
    {"paper", "as published, for large images", {.large = true, .third_stride = 2}}};

/// A depthwise 3x3 and a 1x1 convolution without activation between them, then norm.
Steps separable(std::int64_t filters) { return {depthwise(3, 1, false), conv(filters, 1), Norm{}}; }

/// The shortcut starts before the activation. (In many public definitions it silently gets the activated input, because
/// their ReLU works in place.)
Residual pooled(Steps body, std::int64_t filters, std::int64_t stride, const Settings& settings) {
  append(body, MaxPool{.window = 3, .stride = Extent(stride), .padding = 1});
  return residual(std::move(body), {conv(filters, 1, stride, settings.shortcut_bias), Norm{}});
}

Steps activated(std::int64_t filters) { return chain(Act{}, separable(filters)); }

Steps describe_xception(const Params& params, const Task& task) {
  const Settings& settings = kVariants.of(params);
  const ConvUnit unit;
  const Steps stem = settings.large ? chain(unit.valid(32, 3, 2), unit.valid(64, 3)) : chain(unit(32, 3), unit(64, 3));
  Steps middle;
  for (int i = 0; i < 8; ++i) append(middle, residual(chain(activated(728), activated(728), activated(728))));
  return {
      stage("entry_flow", chain(stem, pooled(chain(separable(128), activated(128)), 128, 2, settings),
                                pooled(chain(activated(256), activated(256)), 256, 2, settings),
                                pooled(chain(activated(728), activated(728)), 728, settings.third_stride, settings))),
      stage("middle_flow", middle),
      stage("exit_flow", chain(pooled(chain(activated(728), activated(1024)), 1024, 2, settings), separable(1536),
                               Act{}, separable(2048), Act{}, GlobalPool{})),
      stage("fc", {Output{task.classes}})};
}

const Registration<ModelKind> kXception{
    {.name = "xception",
     .aliases = {"Xception"},
     .summary = "36 convolutions, 34 of them depthwise separable, in residual blocks",
     .source = "Chollet, arXiv 1610.02357; by default as in weiaicunzai/pytorch-cifar100",
     .params = {activation_param("the stem, and before or after each separable convolution"), kVariants.param()}},
    describe_xception};

}  // namespace
}  // namespace actsweep::zoo
