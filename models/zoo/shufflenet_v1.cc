#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

constexpr std::int64_t kGroups = 3;

struct Settings {
  Steps stem;
  std::optional<bool> bias = {};        ///< of convolutions, see Conv
  std::int64_t first_groups = kGroups;  ///< of the first 1x1 convolution, with 24 input channels
};

const Variants<Settings> kVariants{{"author",
                                    "stem with stride 1; all convolutions with bias, all 1x1 convolutions grouped",
                                    {.stem = conv_norm_act(conv(24, 3, 1, true)), .bias = true}},
                                   {"paper",
                                    "as published, for large images; the first 1x1 convolution without groups",
                                    {.stem = large_stem(conv(24, 3, 2)), .first_groups = 1}}};

class Network {
 public:
  explicit Network(const Settings& settings) : settings_(settings) {}

  /// The first unit halves the image and concatenates its output with the average-pooled input.
  Steps stage_of(std::int64_t inputs, std::int64_t filters, int units, std::int64_t first_groups) const {
    const AvgPool smaller{.window = 3, .stride = Extent(2), .padding = 1};
    Steps steps = chain(concat(smaller, branch(filters / 4, filters - inputs, 2, first_groups)), Act{});
    for (int i = 1; i < units; ++i) append(steps, chain(residual(branch(filters / 4, filters, 1, kGroups)), Act{}));
    return steps;
  }

 private:
  Steps branch(std::int64_t width, std::int64_t filters, std::int64_t stride, std::int64_t first_groups) const {
    return chain(grouped(width, first_groups), Norm{}, Act{}, Shuffle{kGroups}, depthwise(3, stride, settings_.bias),
                 Norm{}, grouped(filters, kGroups), Norm{});
  }
  Conv grouped(std::int64_t filters, std::int64_t groups) const { return conv(filters, 1, 1, settings_.bias, groups); }

  const Settings& settings_;
};

Steps describe_shufflenet_v1(const Params& params, const Task& task) {
  const Settings& settings = kVariants.of(params);
  const Network network(settings);
  return {stage("conv1", settings.stem), stage("stage2", network.stage_of(24, 240, 4, settings.first_groups)),
          stage("stage3", network.stage_of(240, 480, 8, kGroups)),
          stage("stage4", network.stage_of(480, 960, 4, kGroups)), stage("fc", {GlobalPool{}, Output{task.classes}})};
}

const Registration<ModelKind> kShuffleNetV1{
    {.name = "shufflenet_v1",
     .aliases = {"ShuffleNet v1", "ShuffleNet"},
     .summary = "16 units of 1x1 with 3 groups, channel shuffle, depthwise 3x3, 1x1 with 3 groups",
     .source = "Zhang et al., arXiv 1707.01083; by default as in the code of the author of arXiv 1908.08681",
     .params = {activation_param("the stem, the first convolution of each unit, and each unit"), kVariants.param()}},
    describe_shufflenet_v1};

}  // namespace
}  // namespace actsweep::zoo
