#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "harness/schema/constraint.h"
#include "harness/schema/param.h"
#include "harness/schema/params.h"
#include "models/network/step.h"
#include "models/network/summary.h"

/// Building blocks of the networks in the zoo.
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
inline Conv conv(std::int64_t filters, Extent kernel, Extent stride = 1, std::optional<bool> bias = {}) {
  return {.filters = filters,
          .kernel = kernel,
          .stride = stride,
          .padding = Extent(kernel.height / 2, kernel.width / 2),
          .bias = bias};
}
/// A depthwise convolution with the same padding.
inline Depthwise depthwise(Extent kernel, Extent stride = 1, std::optional<bool> bias = {}) {
  return {.kernel = kernel, .stride = stride, .padding = Extent(kernel.height / 2, kernel.width / 2), .bias = bias};
}
/// A convolution as in Keras networks: padding "same", and a bias even before a norm.
inline Conv keras_conv(std::int64_t filters, Extent kernel, Extent stride = 1) {
  return {.filters = filters, .kernel = kernel, .stride = stride, .bias = true};
}
inline Steps conv_norm_act(const Conv& conv, const Norm& norm = {}) { return {conv, norm, Act{}}; }

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
Steps dropout_of(const Params& params);

/// The dropout layers of a network, with one rate for all or one rate each, depending on its parameters.
class Dropouts {
 public:
  /// The keys `dropout` and `dropouts`; `where` completes "dropout rate …".
  static std::vector<Param> params(double rate, const std::string& where);

  explicit Dropouts(const Params& params);
  /// The next dropout layer; empty for rate 0.
  Steps next();
  /// Call after the last layer. Throws InputError if the number of rates in `dropouts` differs from the number of
  /// layers.
  void end() const;

 private:
  double rate_;
  std::vector<double> rates_;  ///< one per layer; empty: all use `rate_`
  std::size_t count_ = 0;
};

/// The keys `batch_norm` and `batch_norm_preset`; `where` completes "batch norm …".
std::vector<Param> norm_params(bool on, const std::string& preset, const std::string& where);
/// The batch norm step; empty if `batch_norm` is false.
Steps norm_of(const Params& params);

inline Norm keras_norm() { return {.momentum = 0.01, .eps = 1e-3}; }

/// Concatenates lists.
std::vector<Param> joined(std::initializer_list<std::vector<Param>> lists);

}  // namespace actsweep::zoo
