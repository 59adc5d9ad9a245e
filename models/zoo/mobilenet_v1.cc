#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

struct Settings {
  bool pointwise_bias = false;  ///< of 1x1 convolutions, even before a norm
  Act first = {};               ///< activation of the first separable convolution
  std::int64_t stem_stride = 1;
  bool same = false;  ///< "same" padding, as in TensorFlow
  Norm norm = {};
};

const Variants<Settings> kVariants{
    {"author", "1x1 convolutions with bias; the first block keeps ReLU", {.pointwise_bias = true, .first = {"relu"}}},
    {"weiaicunzai", "1x1 convolutions with bias; all 27 activations are replaced", {.pointwise_bias = true}},
    {"kuangliu", "no bias before batch norm", {}},
    {"timm", "as published, for large images: stem with stride 2", {.stem_stride = 2}},
    {"keras",
     "like timm, with Keras's padding and batch norm",
     {.stem_stride = 2, .same = true, .norm = keras_norm()}}};

class Network {
 public:
  explicit Network(const Settings& settings) : settings_(settings) {}

  Steps stem() const {
    return conv_norm_act(padded(conv(32, 3, settings_.stem_stride), settings_.same), settings_.norm);
  }

  Steps separable(std::int64_t filters, std::int64_t stride, const Act& act = {}) const {
    const Depthwise each = padded(depthwise(3, stride), settings_.same);
    const Conv mix = conv(filters, 1, 1, settings_.pointwise_bias);
    return chain(each, settings_.norm, act, mix, settings_.norm, act);
  }

  /// One convolution with stride 2, then `more` with stride 1.
  Steps stage_of(std::int64_t filters, int more) const {
    Steps steps = separable(filters, 2);
    for (int i = 0; i < more; ++i) append(steps, separable(filters, 1));
    return steps;
  }

 private:
  const Settings& settings_;
};

Steps describe_mobilenet_v1(const Params& params, const Task& task) {
  const Settings& settings = kVariants.of(params);
  const Network network(settings);
  return {stage("stem", chain(network.stem(), network.separable(64, 1, settings.first))),
          stage("conv1", network.stage_of(128, 1)),
          stage("conv2", network.stage_of(256, 1)),
          stage("conv3", network.stage_of(512, 5)),
          stage("conv4", network.stage_of(1024, 1)),
          stage("fc", {GlobalPool{}, Output{task.classes}})};
}

/// The published network, Keras's and timm's use ReLU6.
const Registration<ModelKind> kMobileNetV1{
    {.name = "mobilenet_v1",
     .aliases = {"MobileNet v1", "MobileNet"},
     .summary = "13 depthwise separable convolutions (depthwise 3x3, then 1x1)",
     .source = "Howard et al., arXiv 1704.04861; by default as in the code of the author of arXiv 1908.08681, which "
               "passes the activation to all separable convolutions except the first",
     .params = {activation_param("each convolution; by default, two of them keep ReLU"), kVariants.param()}},
    describe_mobilenet_v1};

}  // namespace
}  // namespace actsweep::zoo
