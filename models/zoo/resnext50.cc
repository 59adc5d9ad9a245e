#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

constexpr std::int64_t kGroups = 32;

struct Settings {
  std::int64_t first_groups = 1;  ///< of the first 1x1 convolution of a block
  bool large = false;             ///< for large images: the stem divides their size by 4
};

const Variants<Settings> kVariants{{"author",
                                    "the first 1x1 convolution of a block is grouped, too; 3x3 stem for small images",
                                    {.first_groups = kGroups}},
                                   {"paper", "as published, except for a 3x3 stem for small images", {}},
                                   {"torchvision", "as published, for large images", {.large = true}}};

/// 1x1, grouped 3x3, and 1x1 convolution to twice the channels.
Steps block(const Settings& settings, std::int64_t width, std::int64_t stride, bool first) {
  const Conv reduce = conv(width, 1, 1, {}, settings.first_groups), spatial = conv(width, 3, stride, {}, kGroups);
  const Steps shortcut = first ? chain(conv(2 * width, 1, stride), Norm{}) : Steps{};
  return chain(residual(chain(conv_norm_act(reduce), conv_norm_act(spatial), conv(2 * width, 1), Norm{}), shortcut),
               Act{});
}

Steps describe_resnext50(const Params& params, const Task& task) {
  const Settings& settings = kVariants.of(params);
  const std::int64_t blocks[] = {3, 4, 6, 3};
  Steps steps = {stage("conv1", settings.large ? large_stem(conv(64, 7, 2)) : conv_norm_act(conv(64, 3)))};
  for (const std::int64_t number : {0, 1, 2, 3}) {
    Steps of_stage;
    for (std::int64_t i = 0; i < blocks[number]; ++i) {
      append(of_stage, block(settings, 128 << number, i == 0 && number > 0 ? 2 : 1, i == 0));
    }
    append(steps, stage("conv" + std::to_string(number + 2), of_stage));
  }
  append(steps, stage("fc", chain(GlobalPool{}, Output{task.classes})));
  return steps;
}

const Registration<ModelKind> kResNext50{
    {.name = "resnext50",
     .aliases = {"ResNext-50"},
     .summary = "residual network of depth 50 with 32 groups in its 3x3 convolutions (32x4d)",
     .source = "Xie et al., arXiv 1611.05431; by default as in the code of the author of arXiv 1908.08681",
     .params = {activation_param("each batch norm within a block and after each sum"), kVariants.param()}},
    describe_resnext50};

}  // namespace
}  // namespace actsweep::zoo
