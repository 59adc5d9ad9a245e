#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

struct Settings {
  Norm norm = {};
  bool same = false;  ///< "same" padding, as in TensorFlow
  bool bias = false;  ///< of convolutions
  /// Whether a group ends with the norm and activation that otherwise begin the next one, and its first block always
  /// has a convolutional shortcut.
  bool norm_after_group = false;
  bool raw_shortcuts = false;  ///< whether convolutional shortcuts start before norm and activation
  double dropout = 0;
};

const Variants<Settings> kVariants{
    {"paper", "as published, with PyTorch's batch norm", {}},
    {"e_swish",
     "the same layers as in the E-swish repository, the source of the settings in arXiv 1908.08681: Keras's padding, "
     "and running statistics close to those of the last batch",
     {.norm = {.momentum = 0.9}, .same = true, .norm_after_group = true}},
    {"weiaicunzai",
     "convolutions with bias, dropout 0.5, shortcuts that start before norm and activation",
     {.bias = true, .raw_shortcuts = true, .dropout = 0.5}}};

class Network {
 public:
  Network(const Settings& settings, const Params& params)
      : settings_(settings),
        preactivation_{settings.norm, Act{}},
        dropout_(params.has("dropout") ? params.real("dropout") : settings.dropout) {}

  Conv convolution(std::int64_t filters, std::int64_t kernel, std::int64_t stride = 1) const {
    return padded(conv(filters, kernel, stride, settings_.bias), settings_.same);
  }

  Steps group(std::int64_t count, std::int64_t channels, std::int64_t filters, std::int64_t stride) const {
    Steps steps = first_block(channels, filters, stride);
    for (std::int64_t i = 1; i < count; ++i) append(steps, residual(chain(preactivation_, body(filters, 1))));
    if (settings_.norm_after_group) append(steps, preactivation_);
    return steps;
  }

  const Steps& preactivation() const { return preactivation_; }

 private:
  /// The body of a block after its first norm and activation.
  Steps body(std::int64_t filters, std::int64_t stride) const {
    return chain(convolution(filters, 3, stride), preactivation_, dropout_of(dropout_), convolution(filters, 3));
  }

  Steps first_block(std::int64_t channels, std::int64_t filters, std::int64_t stride) const {
    const Steps shortcut = {convolution(filters, 1, stride)};
    if (settings_.norm_after_group) return {residual(body(filters, stride), shortcut)};
    if (channels == filters && stride == 1) return {residual(chain(preactivation_, body(filters, stride)))};
    if (settings_.raw_shortcuts) return {residual(chain(preactivation_, body(filters, stride)), shortcut)};
    return chain(preactivation_, residual(body(filters, stride), shortcut));
  }

  const Settings& settings_;
  Steps preactivation_;
  double dropout_;
};

Steps describe_wide_resnet(const Params& params, const Task& task) {
  const Settings& settings = kVariants.of(params);
  const Network network(settings, params);
  const bool norm_after_group = settings.norm_after_group;
  const std::int64_t blocks = (params.integer("depth") - 4) / 6;
  const Steps stem = {network.convolution(16, 3)};
  Steps steps = {norm_after_group ? stage("stem", chain(stem, network.preactivation())) : stage("conv1", stem)};
  std::int64_t channels = 16;
  for (const std::int64_t number : {1, 2, 3}) {
    const std::int64_t filters = (8 << number) * params.integer("widen");
    append(steps, stage((norm_after_group ? "group" : "block") + std::to_string(number),
                        network.group(blocks, channels, filters, number == 1 ? 1 : 2)));
    channels = filters;
  }
  if (!norm_after_group) append(steps, stage("bn1", network.preactivation()));
  append(steps, stage(norm_after_group ? "head" : "fc", chain(GlobalPool{}, Output{task.classes})));
  return steps;
}

const Registration<ModelKind> kWideResNet{
    {.name = "wide_resnet",
     .aliases = {"wrn", "WRN"},
     .summary = "WRN depth-widen: residual network of depth 6n + 4 with three groups of 16, 32 and 64 times widen "
                "channels",
     .source = "Zagoruyko and Komodakis, arXiv 1605.07146",
     .params =
         {activation_param("each batch norm"),
          Integer("depth", 10)
              .at_least(10)
              .at_most(1000)
              .in_steps_of(6)
              .doc("number of layers with weights, with one shortcut per group: 6n + 4"),
          Integer("widen", 2).at_least(1).at_most(100).doc("widening factor of the channels"),
          Real("dropout", nullptr)
              .at_least(0)
              .below(1)
              .doc("dropout rate between the convolutions of a block; defaults to the rate of the variant, 0 or 0.5"),
          kVariants.param()}},
    describe_wide_resnet};

}  // namespace
}  // namespace actsweep::zoo
