#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

struct Settings {
  Conv stem;
  std::vector<std::int64_t> strides;  ///< of the seven stages
  InvertedResidual blocks = {};
  double dropout = 0;
};

/// Variant author pads a 1x1 convolution, which enlarges 32 pixels to 34.
const Variants<Settings> kVariants{
    {"author",
     "stem 1x1 with padding, all convolutions with bias, stage 1 expands by 1",
     {.stem = {.filters = 32, .kernel = 1, .padding = Extent(1), .bias = true},
      .strides = {1, 2, 2, 2, 1, 1, 1},
      .blocks = {.bias = true, .expand_always = true}}},
    {"kuangliu",
     "for images of 32 pixels: stem and stage 2 with stride 1, 1x1 shortcuts where the number of channels changes",
     {.stem = conv(32, 3), .strides = {1, 1, 2, 2, 1, 2, 1}, .blocks = {.expand_always = true, .project = true}}},
    {"torchvision",
     "as published, for large images; dropout 0.2",
     {.stem = conv(32, 3, 2), .strides = {1, 2, 2, 2, 1, 2, 1}, .dropout = 0.2}},
    {"keras",
     "as published, with Keras's padding and batch norm",
     {.stem = {.filters = 32, .kernel = 3, .stride = 2},
      .strides = {1, 2, 2, 2, 1, 2, 1},
      .blocks = {.norm = {.momentum = 0.001, .eps = 1e-3}, .same = true}}}};

Steps describe_mobilenet_v2(const Params& params, const Task& task) {
  const Settings& settings = kVariants.of(params);
  const InvertedResidual& blocks = settings.blocks;
  std::vector<InvertedStage> rows = {{1, 3, 1, 16, 1}, {6, 3, 1, 24, 2},  {6, 3, 1, 32, 3}, {6, 3, 1, 64, 4},
                                     {6, 3, 1, 96, 3}, {6, 3, 1, 160, 3}, {6, 3, 1, 320, 1}};
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].stride = settings.strides[i];
  return chain(stage("pre", conv_norm_act(settings.stem, blocks.norm)), blocks.stages("stage", 32, rows),
               stage("conv1", conv_norm_act(conv(1280, 1, 1, blocks.bias), blocks.norm)),
               stage("conv2", chain(GlobalPool{}, dropout_of(settings.dropout), Output{task.classes})));
}

/// The published network, Keras's, torchvision's and the author's baseline use ReLU6.
const Registration<ModelKind> kMobileNetV2{
    {.name = "mobilenet_v2",
     .aliases = {"MobileNet v2"},
     .summary = "17 inverted residuals: 1x1 expansion, depthwise 3x3, 1x1 projection without activation",
     .source = "Sandler et al., arXiv 1801.04381; by default as in the code of the author of arXiv 1908.08681",
     .params = {activation_param("each convolution except the last of a block; the author's ReLU baseline uses ReLU6"),
                kVariants.param()}},
    describe_mobilenet_v2};

}  // namespace
}  // namespace actsweep::zoo
