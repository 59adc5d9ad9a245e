#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/zoo/parts.h"

/// Blocks that some families share.
namespace actsweep::zoo {

/// Convolution without bias, norm, activation: the unit that the Inceptions consist of.
struct ConvUnit {
  Norm norm = {};

  Steps operator()(std::int64_t filters, Extent kernel, std::int64_t stride = 1) const {
    return conv_norm_act(conv(filters, kernel, stride), norm);
  }
  /// Without padding.
  Steps valid(std::int64_t filters, Extent kernel, std::int64_t stride = 1) const {
    return conv_norm_act({.filters = filters, .kernel = kernel, .stride = stride, .padding = Extent(0)}, norm);
  }
};

/// A row of the tables of MobileNet v2 and EfficientNet: a stage of inverted residuals.
struct InvertedStage {
  std::int64_t expansion, kernel, stride, filters, times;  ///< the stride is that of the first of them
};

/// What definitions of inverted residuals differ in.
struct InvertedResidual {
  Norm norm = {};
  std::optional<bool> bias = {};  ///< of convolutions, as Conv's
  bool same = false;              ///< padding as TensorFlow's
  bool gate = false;              ///< squeeze-excite after the depthwise convolution, to a quarter of the block's input
  bool expand_always = false;     ///< an expansion by 1 is a convolution, too
  bool project = false;           ///< a block of stride 1 that changes the channels has a shortcut, of a convolution

  /// 1x1 to `expansion` times the channels, depthwise, 1x1, norm after each and no activation after the last; its input
  /// is added where the shape stays. Sandler et al., arXiv 1801.04381.
  Steps block(std::int64_t channels, const InvertedStage& stage, std::int64_t stride) const;

  /// A stage for each row, named by the prefix and its number from 1.
  Steps stages(const std::string& prefix, std::int64_t channels, const std::vector<InvertedStage>& rows) const;
};

}  // namespace actsweep::zoo
