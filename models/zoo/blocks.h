#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/zoo/parts.h"

/// Blocks shared by several families.
namespace actsweep::zoo {

/// The basic unit of the Inception networks: convolution without bias, norm, activation.
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

/// A stage of inverted residuals, as in the tables of the MobileNet v2 and EfficientNet papers.
struct InvertedStage {
  std::int64_t expansion, kernel, stride, filters, times;  ///< `stride` applies to the first block
};

/// The differences between definitions of inverted residuals.
struct InvertedResidual {
  Norm norm = {};
  std::optional<bool> bias = {};  ///< of convolutions, see Conv
  bool same = false;              ///< "same" padding, as in TensorFlow
  bool gate =
      false;  ///< squeeze-and-excitation after the depthwise convolution, with 1/4 of the block's input channels
  bool expand_always = false;  ///< whether an expansion of 1 also has a convolution
  bool project =
      false;  ///< whether blocks of stride 1 that change the number of channels have a convolutional shortcut

  /// A 1x1 convolution to `expansion` times the channels, a depthwise convolution, and a 1x1 convolution, each with
  /// norm, and all but the last with activation. Adds the input if the shape is the same. Sandler et al., arXiv
  /// 1801.04381.
  Steps block(std::int64_t channels, const InvertedStage& stage, std::int64_t stride) const;

  /// One stage per row, named with the prefix and a number from 1.
  Steps stages(const std::string& prefix, std::int64_t channels, const std::vector<InvertedStage>& rows) const;
};

}  // namespace actsweep::zoo
