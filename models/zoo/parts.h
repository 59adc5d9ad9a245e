#pragma once

#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/schema/constraint.h"
#include "harness/schema/param.h"
#include "harness/schema/params.h"
#include "models/network/step.h"
#include "models/network/summary.h"
#include "models/zoo/model.h"

/// Building blocks of the networks in the zoo, with all that a file of networks needs.
namespace actsweep::zoo {

using namespace network;  // NOLINT(google-build-using-namespace): for descriptions

inline void append(Steps& steps, const Step& step) { steps.push_back(step); }
inline void append(Steps& steps, const Steps& more) { steps.insert(steps.end(), more.begin(), more.end()); }

/// Concatenates parts, each of which is a Step or Steps.
template <typename... Parts>
Steps chain(const Parts&... parts) {
  Steps steps;
  (append(steps, parts), ...);
  return steps;
}

inline Steps repeated(std::int64_t times, const Steps& steps) {
  Steps all;
  for (std::int64_t i = 0; i < times; ++i) append(all, steps);
  return all;
}

inline Stage stage(std::string name, Steps steps) { return {std::move(name), {std::move(steps)}}; }
inline Residual residual(Steps body, Steps shortcut = {}, double factor = 1) {
  Residual sum{factor, {std::move(body)}};
  if (!shortcut.empty()) sum.branches.push_back(std::move(shortcut));
  return sum;
}

/// Each branch is a Step or Steps.
template <typename... Branches>
Concat concat(const Branches&... branches) {
  return {{chain(branches)...}};
}

/// A convolution as in PyTorch networks: a kernel of 2p + 1 pixels is padded with p pixels at each side.
inline Conv conv(std::int64_t filters, Extent kernel, Extent stride = 1, std::optional<bool> bias = {},
                 std::int64_t groups = 1) {
  return {.filters = filters,
          .kernel = kernel,
          .stride = stride,
          .padding = Extent(kernel.height / 2, kernel.width / 2),
          .groups = groups,
          .bias = bias};
}
/// A depthwise convolution with the same padding.
inline Depthwise depthwise(Extent kernel, Extent stride = 1, std::optional<bool> bias = {}) {
  return {.kernel = kernel, .stride = stride, .padding = Extent(kernel.height / 2, kernel.width / 2), .bias = bias};
}
/// A convolution, depthwise or not, with padding "same" if `same`.
template <typename Convolution>
Convolution padded(Convolution conv, bool same) {
  if (same) conv.padding.reset();
  return conv;
}
/// A convolution as in Keras networks: padding "same", and a bias even before a norm.
inline Conv keras_conv(std::int64_t filters, Extent kernel, Extent stride = 1) {
  return {.filters = filters, .kernel = kernel, .stride = stride, .bias = true};
}
inline Norm keras_norm() { return {.momentum = 0.01, .eps = 1e-3}; }
inline Steps conv_norm_act(const Conv& conv, const Norm& norm = {}) { return {conv, norm, Act{}}; }

/// The stem of networks for large images, which divides their size by 4.
inline Steps large_stem(const Conv& conv) {
  return chain(conv_norm_act(conv), MaxPool{.window = 3, .stride = Extent(2), .padding = 1});
}

/// Appends a pool unless the output of `steps` is smaller than its window: networks for images of 32 pixels halve them
/// five times, but images of 28 pixels have a single pixel left before the last pool.
template <typename Pool>
void append_pool(Steps& steps, const Pool& pool, const Shape& images) {
  const Shape map = summarize(steps, images).output;
  if (map.height >= pool.window.height && map.width >= pool.window.width) append(steps, pool);
}

/// The key `activation`; `where` completes "after …".
Param activation_param(const std::string& where);

/// The key `dropout` of networks with a single dropout rate; `where` completes "dropout rate …".
Param dropout_param(double rate, const std::string& where);
/// The dropout step; empty for rate 0.
inline Steps dropout_of(double rate) { return rate > 0 ? Steps{Dropout{.rate = rate}} : Steps{}; }
inline Steps dropout_of(const Params& params) { return dropout_of(params.real("dropout")); }

/// One of several definitions of a network.
template <typename Settings>
struct Variant {
  std::string name;   ///< of its author or library
  std::string about;  ///< short description
  Settings settings;  ///< differences from other variants
};

/// The key `variant` and the settings it selects. The first variant is the default.
template <typename Settings>
class Variants {
 public:
  Variants(std::initializer_list<Variant<Settings>> all) : all_(all) {}

  Param param() const {
    std::vector<std::string> names;
    std::string text;
    for (const Variant<Settings>& variant : all_) {
      names.push_back(variant.name);
      text += (text.empty() ? "" : "; ") + variant.name + ": " + variant.about;
    }
    return Choice("variant", names.front(), names).doc(text);
  }

  const Settings& of(const Params& params) const {
    const std::string name = params.text("variant");
    for (const Variant<Settings>& variant : all_) {
      if (variant.name == name) return variant.settings;
    }
    throw std::logic_error("no variant is named " + name);
  }

 private:
  std::vector<Variant<Settings>> all_;
};

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
  /// Squeeze-and-excitation after the depthwise convolution, with 1/4 of the block's input channels.
  bool gate = false;
  bool expand_always = false;  ///< whether an expansion of 1 also has a convolution
  /// Whether blocks of stride 1 that change the number of channels have a convolutional shortcut.
  bool project = false;

  /// A 1x1 convolution to `expansion` times the channels, a depthwise convolution, and a 1x1 convolution, each with
  /// norm, and all but the last with activation. Adds the input if the shape is the same. Sandler et al., arXiv
  /// 1801.04381.
  Steps block(std::int64_t channels, const InvertedStage& stage, std::int64_t stride) const;

  /// One stage per row, named with the prefix and a number from 1.
  Steps stages(const std::string& prefix, std::int64_t channels, const std::vector<InvertedStage>& rows) const;
};

}  // namespace actsweep::zoo
