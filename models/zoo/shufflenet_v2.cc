#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

struct Settings {
  Steps stem;
  std::optional<bool> bias = {};  ///< of convolutions, see Conv
  bool wide = false;              ///< whether units with stride 2 keep their input channels up to the last convolution
};

const Variants<Settings> kVariants{
    {"author",
     "convolutions with bias, no activation after the stem",
     {.stem = chain(conv(24, 3, 1, true), Norm{}), .bias = true, .wide = true}},
    {"kuangliu",
     "as published, except for a stem with stride 1 and without pooling",
     {.stem = conv_norm_act(conv(24, 3))}},
    {"torchvision", "as published, for large images", {.stem = large_stem(conv(24, 3, 2))}}};

class Network {
 public:
  explicit Network(const Settings& settings) : settings_(settings) {}

  /// One unit with stride 2, then `more` units that transform half of the channels.
  Steps stage_of(std::int64_t inputs, std::int64_t filters, int more) const {
    const std::int64_t half = filters / 2;
    Steps steps = chain(
        concat(chain(each(2), mix(half)), chain(mix(settings_.wide ? inputs : half), each(2), mix(half))), Shuffle{2});
    const Steps body = chain(mix(half), each(1), mix(half));
    for (int i = 0; i < more; ++i) append(steps, chain(Split{{{}, body}}, Shuffle{2}));
    return steps;
  }
  Steps mix(std::int64_t filters) const { return conv_norm_act(conv(filters, 1, 1, settings_.bias)); }

 private:
  Steps each(std::int64_t stride) const { return {depthwise(3, stride, settings_.bias), Norm{}}; }

  const Settings& settings_;
};

Steps describe_shufflenet_v2(const Params& params, const Task& task) {
  const Settings& settings = kVariants.of(params);
  const Network network(settings);
  return {stage("pre", settings.stem),
          stage("stage2", network.stage_of(24, 116, 3)),
          stage("stage3", network.stage_of(116, 232, 7)),
          stage("stage4", network.stage_of(232, 464, 3)),
          stage("conv5", network.mix(1024)),
          stage("fc", {GlobalPool{}, Output{task.classes}})};
}

const Registration<ModelKind> kShuffleNetV2{
    {.name = "shufflenet_v2",
     .aliases = {"ShuffleNet v2"},
     .summary = "16 units of 1x1, depthwise 3x3 and 1x1 on half of the channels, then channel shuffle",
     .source = "Ma et al., arXiv 1807.11164, width 1; by default as in the code of the author of arXiv 1908.08681",
     .params = {activation_param("each convolution that is not depthwise; by default not after the stem"),
                kVariants.param()}},
    describe_shufflenet_v2};

}  // namespace
}  // namespace actsweep::zoo
