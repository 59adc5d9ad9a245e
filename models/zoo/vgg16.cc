#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

struct Settings {
  std::optional<Norm> norm = Norm{};
  bool norm_last = false;                   ///< norm after the activation, also for dense layers
  std::vector<double> between = {};         ///< per block: dropout rate after each layer except the last
  double dropout = 0.5;                     ///< dropout rate after dense layers
  bool dropout_first = false;               ///< also dropout before the first dense layer
  std::vector<std::int64_t> dense = {};     ///< units of the dense layers except the output
  std::optional<std::int64_t> pixels = {};  ///< side length of the image before the dense layers
};

const Variants<Settings> kVariants{
    {"author",
     "cifar-vgg by Y. Geifman, the source of the settings in arXiv 1908.08681: batch norm after the activation with "
     "Keras's constants, dropout in the blocks, one dense layer of 512",
     {.norm = keras_norm(),
      .norm_last = true,
      .between = {0.3, 0.4, 0.4, 0.4, 0.4},
      .dropout_first = true,
      .dense = {512}}},
    {"weiaicunzai", "batch norm before the activation, two dense layers of 4096", {.dense = {4096, 4096}}},
    {"kuangliu", "batch norm before the activation, no dense layer except the output", {}},
    {"torchvision",
     "as published, without batch norm; adaptive pooling to 7x7 pixels before the dense layers",
     {.norm = {}, .dense = {4096, 4096}, .pixels = 7}},
    {"torchvision_bn",
     "like torchvision, with batch norm before the activation",
     {.dense = {4096, 4096}, .pixels = 7}}};

class Network {
 public:
  explicit Network(const Settings& settings) : settings_(settings) {}

  /// The steps after a convolution or dense layer.
  Steps after(bool normed) const {
    const Steps norm = settings_.norm && normed ? Steps{*settings_.norm} : Steps{};
    return settings_.norm_last ? chain(Act{}, norm) : chain(norm, Act{});
  }

  Steps block(std::size_t index, std::int64_t filters, int layers) const {
    Steps steps;
    for (int layer = 0; layer < layers; ++layer) {
      if (layer > 0 && !settings_.between.empty()) append(steps, Dropout{.rate = settings_.between[index]});
      append(steps, chain(keras_conv(filters, 3), after(true)));
    }
    return steps;
  }

  Steps dense() const {
    Steps steps;
    for (const std::int64_t units : settings_.dense) {
      append(steps, chain(Dense{units}, after(settings_.norm_last), Dropout{.rate = settings_.dropout}));
    }
    return steps;
  }

  Steps flattening() const {
    return chain(settings_.dropout_first ? Steps{Dropout{.rate = settings_.dropout}} : Steps{},
                 settings_.pixels ? Steps{AdaptivePool{*settings_.pixels}} : Steps{}, Flatten{});
  }

 private:
  const Settings& settings_;
};

Steps describe_vgg16(const Params& params, const Task& task) {
  const Network network(kVariants.of(params));
  constexpr std::pair<std::int64_t, int> kBlocks[] = {{64, 2}, {128, 2}, {256, 3}, {512, 3}, {512, 3}};
  Steps steps;
  for (std::size_t i = 0; i < std::size(kBlocks); ++i) {
    append(steps, stage("block" + std::to_string(i + 1), network.block(i, kBlocks[i].first, kBlocks[i].second)));
    append_pool(steps, MaxPool{2}, task.input);
  }
  append(steps, network.flattening());
  if (const Steps dense = network.dense(); !dense.empty()) append(steps, stage("dense", dense));
  append(steps, stage("head", {Output{task.classes}}));
  return steps;
}

const Registration<ModelKind> kVgg16{
    {.name = "vgg16",
     .aliases = {"VGG-16"},
     .summary = "13 convolutions 3x3 in five blocks, each followed by pooling, then dense layers",
     .source = "Simonyan and Zisserman, arXiv 1409.1556; by default as in github.com/geifmany/cifar-vgg",
     .params = {activation_param("each layer except the output"), kVariants.param()}},
    describe_vgg16};

}  // namespace
}  // namespace actsweep::zoo
