#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

struct Settings {
  Act within = {};  ///< both activations of a layer
  bool act_in_transitions = false;
  bool large = false;  ///< for large images: the stem divides their size by 4
};

const Variants<Settings> kVariants{
    {"author",
     "only the activation after the last norm is replaced; all layers keep ReLU, because the author's code does not "
     "pass the chosen activation on; no activation in transitions",
     {.within = Act{"relu"}}},
    {"weiaicunzai", "all activations are replaced; no activation in transitions", {}},
    {"kuangliu", "activations in transitions, too", {.act_in_transitions = true}},
    {"torchvision", "as published, for large images", {.act_in_transitions = true, .large = true}}};

struct Sizes {
  std::int64_t growth = 32;
  std::vector<std::int64_t> layers;  ///< layers in each of the four blocks
};

Sizes sizes_of(std::int64_t depth) {
  switch (depth) {
    case 161: return {48, {6, 12, 36, 24}};
    case 169: return {32, {6, 12, 32, 32}};
    case 201: return {32, {6, 12, 48, 32}};
    default: return {32, {6, 12, 24, 16}};
  }
}

Conv convolution(std::int64_t filters, std::int64_t kernel, std::int64_t stride = 1) {
  return conv(filters, kernel, stride, false);
}

Steps describe_densenet(const Params& params, const Task& task) {
  const Settings& settings = kVariants.of(params);
  const auto [growth, layers] = sizes_of(params.integer("depth"));
  const Steps layer = {concat(Steps{}, chain(Norm{}, settings.within, convolution(4 * growth, 1), Norm{},
                                             settings.within, convolution(growth, 3)))};
  std::int64_t channels = 2 * growth;
  Steps steps = {
      stage("stem", settings.large ? large_stem(convolution(channels, 7, 2)) : Steps{convolution(channels, 3)})};
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    append(steps, stage("block" + number, repeated(layers[i], layer)));
    channels += layers[i] * growth;
    if (i + 1 == layers.size()) break;
    channels /= 2;
    Steps transition = chain(Norm{}, settings.act_in_transitions ? Steps{Act{}} : Steps{}, convolution(channels, 1));
    append_pool(transition, AvgPool{2}, summarize(steps, task.input).output);
    append(steps, stage("transition" + number, transition));
  }
  append(steps, chain(stage("norm", {Norm{}, Act{}}), stage("head", chain(GlobalPool{}, Output{task.classes}))));
  return steps;
}

const Registration<ModelKind> kDenseNet{
    {.name = "densenet",
     .aliases = {"DenseNet"},
     .summary = "four blocks in which each layer's input has the channels of all previous layers",
     .source = "Huang et al., arXiv 1608.06993; by default as in the code of the author of arXiv 1908.08681",
     .params = {activation_param("the last batch norm; in other variants, also after others"),
                Integer("depth", 121).one_of({121, 161, 169, 201}).doc("layers with weights"), kVariants.param()}},
    describe_densenet};

}  // namespace
}  // namespace actsweep::zoo
