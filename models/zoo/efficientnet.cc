#include <algorithm>
#include <cmath>

#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

struct Settings {
  InvertedResidual blocks;
  std::int64_t stem_stride = 2;
  bool head = true;  ///< whether there is a last 1x1 convolution
};

const Variants<Settings> kVariants{
    {"author", "as published", {.blocks = {.norm = keras_norm(), .same = true, .gate = true}}},
    {"kuangliu",
     "b0 for images of 32 pixels: stem with stride 1, no last 1x1 convolution",
     {.blocks = {.gate = true}, .stem_stride = 1, .head = false}}};

/// Coefficients of compound scaling (Tan and Le).
struct Scale {
  double width = 1, depth = 1;

  /// Rounds to the nearest multiple of 8, but never down by more than 10 %.
  std::int64_t channels(std::int64_t b0_value) const {
    const double exact = width * static_cast<double>(b0_value);
    const auto rounded = std::max<std::int64_t>(8, static_cast<std::int64_t>(exact + 4) / 8 * 8);
    return static_cast<double>(rounded) < 0.9 * exact ? rounded + 8 : rounded;
  }
  std::int64_t times(std::int64_t b0_value) const {
    return static_cast<std::int64_t>(std::ceil(depth * static_cast<double>(b0_value)));
  }
};

Scale scale_of(const std::string& size) {
  if (size == "b1") return {.depth = 1.1};
  if (size == "b2") return {.width = 1.1, .depth = 1.2};
  return {};
}

Steps describe_efficientnet(const Params& params, const Task& task) {
  const auto& [blocks, stem_stride, has_head] = kVariants.of(params);
  const Scale scale = scale_of(params.text("size"));
  std::vector<InvertedStage> rows = {{1, 3, 1, 16, 1},  {6, 3, 2, 24, 2},  {6, 5, 2, 40, 2}, {6, 3, 2, 80, 3},
                                     {6, 5, 1, 112, 3}, {6, 5, 2, 192, 4}, {6, 3, 1, 320, 1}};
  for (InvertedStage& row : rows) {
    row.filters = scale.channels(row.filters);
    row.times = scale.times(row.times);
  }
  const std::int64_t first = scale.channels(32);
  const Conv stem = padded(conv(first, 3, stem_stride), blocks.same);
  const Steps last_conv = has_head ? conv_norm_act(conv(scale.channels(1280), 1), blocks.norm) : Steps{};
  return chain(stage("stem", conv_norm_act(stem, blocks.norm)), blocks.stages("block", first, rows),
               stage("head", chain(last_conv, GlobalPool{}, dropout_of(params), Output{task.classes})));
}

Constraint not_of_kuangliu(const std::string& size) {
  return Constraint("variant")
      .when("variant", "==", "kuangliu")
      .when("size", "==", size)
      .because("variant kuangliu exists for size b0 only");
}

/// Replaces Swish of the published network. The sigmoids of squeeze-and-excitation are gates and fixed.
const Registration<ModelKind> kEfficientNet{
    {.name = "efficientnet",
     .aliases = {"EfficientNet"},
     .summary = "inverted residuals with squeeze-and-excitation, 3x3 and 5x5 kernels, scaled in width and depth",
     .source = "Tan and Le, arXiv 1905.11946; by default as in the code of the author of arXiv 1908.08681, without "
               "drop-connect",
     .params = {activation_param("each convolution except the last of a block, and within squeeze-and-excitation"),
                Choice("size", "b0", {"b0", "b1", "b2"}).doc("b1 is deeper, b2 also wider"),
                dropout_param(0.2, "before the dense layer; 0.3 as published for b2"), kVariants.param()},
     .constraints = {not_of_kuangliu("b1"), not_of_kuangliu("b2")}},
    describe_efficientnet};

}  // namespace
}  // namespace actsweep::zoo
