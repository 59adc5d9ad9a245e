#include "models/zoo/model.h"
#include "models/zoo/parts.h"
#include "models/zoo/variants.h"

namespace actsweep::zoo {
namespace {

constexpr std::int64_t kGroups = 32;

struct Settings {
  std::int64_t first_groups = 1;  ///< of a block's first 1x1
  bool large = false;             ///< images: the stem makes a quarter of them
};

const Variants<Settings> kVariants{
    {"author", "the first 1x1 of a block has groups, too; stem of one 3x3 for small images", {.first_groups = kGroups}},
    {"paper", "as published, but for a stem of one 3x3 for small images", {}},
    {"torchvision", "as published, for large images", {.large = true}}};

Steps stem(const Settings& settings) {
  if (!settings.large) return conv_norm_act(conv(64, 3));
  return chain(conv_norm_act(conv(64, 7, 2)), MaxPool{.window = 3, .stride = Extent(2), .padding = 1});
}

/// 1x1, grouped 3x3, 1x1 to twice the channels.
Steps block(const Settings& settings, std::int64_t width, std::int64_t stride, bool first) {
  Conv reduce = conv(width, 1), spatial = conv(width, 3, stride);
  reduce.groups = settings.first_groups;
  spatial.groups = kGroups;
  const Steps shortcut = first ? chain(conv(2 * width, 1, stride), Norm{}) : Steps{};
  return chain(residual(chain(conv_norm_act(reduce), conv_norm_act(spatial), conv(2 * width, 1), Norm{}), shortcut),
               Act{});
}

Steps describe_resnext50(const Params& params, const Task& task) {
  const Settings& settings = kVariants.of(params);
  const std::int64_t blocks[] = {3, 4, 6, 3};
  Steps steps = {stage("conv1", stem(settings))};
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
     .summary = "residual network of depth 50 whose 3x3 convolutions have 32 groups (32x4d)",
     .source = "Xie et al., arXiv 1611.05431; by default as the author of arXiv 1908.08681 has it",
     .params = {activation_param("each batch norm within a block and after each sum"), kVariants.param()}},
    describe_resnext50};

}  // namespace
}  // namespace actsweep::zoo
