#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "harness/schema/constraint.h"
#include "harness/schema/param.h"
#include "harness/schema/params.h"
#include "models/network/step.h"
#include "models/network/survey.h"

/// What networks of the zoo are put together from.
namespace actsweep::zoo {

using namespace network;  // NOLINT(google-build-using-namespace): the words of descriptions

inline void append(Steps& steps, const Step& step) { steps.push_back(step); }
inline void append(Steps& steps, const Steps& more) { steps.insert(steps.end(), more.begin(), more.end()); }

/// Steps one after the other; a part is a step or some.
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

/// A branch is a step or some.
template <typename... Branches>
Concat concat(const Branches&... branches) {
  return {{chain(branches)...}};
}

/// A convolution as PyTorch's networks have them: of a kernel of 2p + 1 pixels, padded by p at each side.
inline Conv conv(std::int64_t filters, Extent kernel, Extent stride = 1, std::optional<bool> bias = {}) {
  return {.filters = filters,
          .kernel = kernel,
          .stride = stride,
          .padding = Extent(kernel.height / 2, kernel.width / 2),
          .bias = bias};
}
/// The same of each channel by itself.
inline Depthwise depthwise(Extent kernel, Extent stride = 1, std::optional<bool> bias = {}) {
  return {.kernel = kernel, .stride = stride, .padding = Extent(kernel.height / 2, kernel.width / 2), .bias = bias};
}
/// A convolution as Keras's networks have them: of padding "same", and with a bias in front of a norm, too.
inline Conv keras_conv(std::int64_t filters, Extent kernel, Extent stride = 1) {
  return {.filters = filters, .kernel = kernel, .stride = stride, .bias = true};
}
inline Steps conv_norm_act(const Conv& conv, const Norm& norm = {}) { return {conv, norm, Act{}}; }

/// Appends a pool, unless what the steps make of the images is smaller than its window: networks for 32 pixels halve
/// them five times, and 28 pixels are one before the last of these.
template <typename Pool>
void append_pool(Steps& steps, const Pool& pool, const Shape& images) {
  const Shape map = survey(steps, images).output;
  if (map.height >= pool.window.height && map.width >= pool.window.width) append(steps, pool);
}

/// The key `activation`; `where` completes "after …".
Param activation_param(const std::string& where);

/// The one place of dropout of a network; `where` completes "rate …".
Param dropout_param(double rate, const std::string& where);
/// Nothing at rate 0.
Steps dropout_of(const Params& params);

/// The places of dropout of a network, one rate for all or one for each, as its parameters say.
class Dropouts {
 public:
  /// The keys `dropout` and `dropouts`; `where` completes "rate …".
  static std::vector<Param> params(double rate, const std::string& where);

  explicit Dropouts(const Params& params);
  /// The next place; nothing at rate 0.
  Steps next();
  /// To be called after the last place. Throws InputError where `dropouts` has not one rate for each.
  void end() const;

 private:
  double rate_;
  std::vector<double> rates_;  ///< place by place; empty: all the same
  std::size_t places_ = 0;
};

/// Batch norm where the parameters ask for it, with the constants of a framework.
std::vector<Param> norm_params(bool on, const std::string& preset, const std::string& where);
/// Nothing where they do not.
Steps norm_of(const Params& params);

inline Norm keras_norm() { return {.momentum = 0.01, .eps = 1e-3}; }

/// One list of several.
std::vector<Param> joined(std::initializer_list<std::vector<Param>> lists);

}  // namespace actsweep::zoo
