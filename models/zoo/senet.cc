#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

struct Settings {
  std::int64_t last = 512;  ///< channels of the last stage
  bool bias = false;        ///< of convolutions
  bool large = false;       ///< for large images: the stem divides their size by 4
  bool preactivation = false;
  bool stride_first = false;    ///< whether the first convolution of a bottleneck has its stride
  bool act_basic = false;       ///< activation before the gate of a basic block
  bool act_bottleneck = false;  ///< activation before the gate of a bottleneck
};

const Variants<Settings> kVariants{
    {"author",
     "516 channels in the last stage, convolutions with bias, an activation before the gate",
     {.last = 516, .bias = true, .act_basic = true, .act_bottleneck = true}},
    {"weiaicunzai",
     "like author, with 512 channels in the last stage",
     {.bias = true, .act_basic = true, .act_bottleneck = true}},
    {"paper", "as published, except for a 3x3 stem for small images", {}},
    {"timm",
     "legacy_seresnet, as published for large images; depths 18 and 34 have an activation before the gate",
     {.large = true, .stride_first = true, .act_basic = true}},
    {"kuangliu", "for depth 18 only: norm and activation before each convolution", {.preactivation = true}}};

class Network {
 public:
  Network(const Settings& settings, std::int64_t depth) : settings_(settings), depth_(depth) {}

  Steps stem() const {
    const Steps pool = settings_.large ? Steps{MaxPool{.window = 3, .stride = Extent(2), .ceil = true}} : Steps{};
    return chain(conv_norm_act(settings_.large ? convolution(64, 7, 2) : convolution(64, 3)), pool);
  }

  std::vector<std::int64_t> blocks() const {
    return depth_ == 18 ? std::vector<std::int64_t>{2, 2, 2, 2} : std::vector<std::int64_t>{3, 4, 6, 3};
  }

  /// Output channels of a block with `filters` filters in its 3x3 convolutions.
  std::int64_t channels_after(std::int64_t filters) const { return depth_ == 50 ? 4 * filters : filters; }

  Steps block(std::int64_t channels, std::int64_t filters, std::int64_t stride) const {
    const std::int64_t after = channels_after(filters);
    const Steps projection = stride > 1 || channels != after ? Steps{convolution(after, 1, stride)} : Steps{};
    if (settings_.preactivation) return preactivated(filters, stride, projection);
    const Steps shortcut = projection.empty() ? Steps{} : chain(projection, Norm{});
    return chain(residual(chain(depth_ == 50 ? bottleneck(filters, stride) : basic(filters, stride), Gate{}), shortcut),
                 Act{});
  }

 private:
  Conv convolution(std::int64_t filters, std::int64_t kernel, std::int64_t stride = 1) const {
    return conv(filters, kernel, stride, settings_.bias);
  }

  Steps basic(std::int64_t filters, std::int64_t stride) const {
    return chain(conv_norm_act(convolution(filters, 3, stride)), convolution(filters, 3), Norm{},
                 settings_.act_basic ? Steps{Act{}} : Steps{});
  }

  Steps bottleneck(std::int64_t filters, std::int64_t stride) const {
    const bool first = settings_.stride_first;
    return chain(conv_norm_act(convolution(filters, 1, first ? stride : 1)),
                 conv_norm_act(convolution(filters, 3, first ? 1 : stride)), convolution(4 * filters, 1), Norm{},
                 settings_.act_bottleneck ? Steps{Act{}} : Steps{});
  }

  /// A convolutional shortcut starts after norm and activation.
  Steps preactivated(std::int64_t filters, std::int64_t stride, const Steps& projection) const {
    const Steps preactivation = {Norm{}, Act{}};
    const Steps body = chain(convolution(filters, 3, stride), preactivation, convolution(filters, 3), Gate{});
    return projection.empty() ? Steps{residual(chain(preactivation, body))}
                              : chain(preactivation, residual(body, projection));
  }

  const Settings& settings_;
  std::int64_t depth_;
};

Steps describe_senet(const Params& params, const Task& task) {
  const Settings& settings = kVariants.of(params);
  const Network network(settings, params.integer("depth"));
  const std::vector<std::int64_t> widths = {64, 128, 256, settings.last};
  Steps steps = {stage("pre", network.stem())};
  std::int64_t channels = 64;
  for (std::size_t number = 0; number < widths.size(); ++number) {
    Steps of_stage;
    for (std::int64_t i = 0; i < network.blocks()[number]; ++i) {
      append(of_stage, network.block(channels, widths[number], i == 0 && number > 0 ? 2 : 1));
      channels = network.channels_after(widths[number]);
    }
    append(steps, stage("stage" + std::to_string(number + 1), of_stage));
  }
  append(steps, stage("linear", chain(GlobalPool{}, Output{task.classes})));
  return steps;
}

const Registration<ModelKind> kSeNet{
    {.name = "senet",
     .aliases = {"SE-Net"},
     .summary = "residual network with squeeze-and-excitation in each block",
     .source = "Hu et al., arXiv 1709.01507; by default as in the code of the author of arXiv 1908.08681",
     .params = {activation_param("each batch norm and sum, and within gates, whose sigmoids are fixed"),
                Integer("depth", 18).one_of({18, 34, 50}).doc("number of layers with weights; 50 uses bottlenecks"),
                kVariants.param()},
     .constraints = {Constraint("variant")
                         .when("variant", "==", "kuangliu")
                         .when("depth", ">", 18)
                         .because("variant kuangliu exists for depth 18 only")}},
    describe_senet};

}  // namespace
}  // namespace actsweep::zoo
