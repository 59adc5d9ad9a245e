#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/network/shape.h"

/// The description of a network: a sequence of steps, some of which contain other steps. Independent of LibTorch.
/// Shapes, counts and costs (models/network/summary.h), text (models/network/notation.h) and the trained module
/// (models/layers/network_module.h) are derived from it.
///
/// A step is a struct of its settings; sizes that follow from the input shape are not among them. `fields` lists the
/// members for the notation in the order in which they are written: sizes first, then options by name.
namespace actsweep::network {

struct Step;
using Steps = std::vector<Step>;

/// Bounds of a number.
struct Range {
  double min = 0, max = 1;
  bool max_excluded = false;
};

/// Zero padding of a convolution; unset: "same", which gives ceil(input / stride) output pixels and adds an odd pixel
/// at the right and bottom, as in TensorFlow.
using Padding = std::optional<Extent>;

struct Conv {
  std::int64_t filters = 1;
  Extent kernel = 1;
  Extent stride = 1;
  Padding padding = {};
  std::int64_t groups = 1;
  std::optional<bool> bias = {};  ///< unset: true, except directly before a norm

  static constexpr const char* word = "conv";
  static constexpr const char* summary = "convolution";
  static void fields(auto& self, auto& take) {
    take.size("filters", self.filters);
    take.size("kernel", self.kernel);
    take.option("stride", self.stride);
    take.option("padding", self.padding, 0);
    take.option("groups", self.groups);
    take.option("bias", self.bias);
  }
  bool operator==(const Conv&) const = default;
};

struct Depthwise {
  Extent kernel = 3;
  Extent stride = 1;
  Padding padding = {};
  std::optional<bool> bias = {};  ///< see Conv

  static constexpr const char* word = "depthwise";
  static constexpr const char* summary = "depthwise convolution";
  static void fields(auto& self, auto& take) {
    take.size("kernel", self.kernel);
    take.option("stride", self.stride);
    take.option("padding", self.padding, 0);
    take.option("bias", self.bias);
  }
  bool operator==(const Depthwise&) const = default;
};

/// Batch norm per channel. Defaults are PyTorch's; Keras's are momentum 0.01 (0.99 in Keras's terms) and eps 1e-3.
struct Norm {
  double momentum = 0.1;
  double eps = 1e-5;

  static constexpr const char* word = "norm";
  static constexpr const char* summary = "batch norm";
  static void fields(auto& self, auto& take) {
    take.option("momentum", self.momentum, Range{});
    take.option("eps", self.eps, Range{});
  }
  bool operator==(const Norm&) const = default;
};

struct Act {
  std::string name = {};  ///< name of a fixed activation; empty: the activation of the trial

  static constexpr const char* word = "act";
  static constexpr const char* summary = "the trial's activation; a named one is fixed";
  static void fields(auto& self, auto& take) { take.activation(self.name); }
  bool operator==(const Act&) const = default;
};

struct MaxPool {
  Extent window = 2;
  Padding stride = {};  ///< unset: the window size
  Extent padding = 0;
  bool ceil = false;  ///< whether the last window may end outside of the padded image, as with PyTorch's ceil_mode

  static constexpr const char* word = "max_pool";
  static constexpr const char* summary = "max pooling";
  static void fields(auto& self, auto& take) {
    take.size("window", self.window);
    take.option("stride", self.stride);
    take.option("padding", self.padding, 0);
    take.option("ceil", self.ceil);
  }
  bool operator==(const MaxPool&) const = default;
};

struct AvgPool {
  Extent window = 2;
  Padding stride = {};
  Extent padding = 0;

  static constexpr const char* word = "avg_pool";
  static constexpr const char* summary = "average pooling; padding counts as zeros";
  static void fields(auto& self, auto& take) {
    take.size("window", self.window);
    take.option("stride", self.stride);
    take.option("padding", self.padding, 0);
  }
  bool operator==(const AvgPool&) const = default;
};

struct GlobalPool {
  static constexpr const char* word = "global_pool";
  static constexpr const char* summary = "global average pooling, to flat features";
  static void fields(auto&, auto&) {}
  bool operator==(const GlobalPool&) const = default;
};

/// Average pooling to a fixed output size, like PyTorch's AdaptiveAvgPool2d.
struct AdaptivePool {
  Extent size = 1;

  static constexpr const char* word = "adaptive_pool";
  static constexpr const char* summary = "average pooling to SIZE pixels per side";
  static void fields(auto& self, auto& take) { take.size("size", self.size); }
  bool operator==(const AdaptivePool&) const = default;
};

struct Flatten {
  static constexpr const char* word = "flatten";
  static constexpr const char* summary = "flattens an image to features";
  static void fields(auto&, auto&) {}
  bool operator==(const Flatten&) const = default;
};

struct Dense {
  std::int64_t units = 1;
  bool bias = true;

  static constexpr const char* word = "dense";
  static constexpr const char* summary = "dense layer; expects flat features";
  static void fields(auto& self, auto& take) {
    take.size("units", self.units);
    take.option("bias", self.bias);
  }
  bool operator==(const Dense&) const = default;
};

struct Output {
  std::int64_t classes = 0;  ///< of the data set; not part of the notation

  static constexpr const char* word = "output";
  static constexpr const char* summary = "dense layer with one unit per class";
  static void fields(auto& self, auto& take) { take.classes(self.classes); }
  bool operator==(const Output&) const = default;
};

struct Dropout {
  double rate = 0.5;
  bool channels = false;  ///< drop whole channels instead of single values

  static constexpr const char* word = "dropout";
  static constexpr const char* summary = "dropout in training; channels=true drops whole channels";
  static void fields(auto& self, auto& take) {
    take.size("rate", self.rate, Range{.max_excluded = true});
    take.option("channels", self.channels);
  }
  bool operator==(const Dropout&) const = default;
};

/// Interleaves the channels of groups: Zhang et al., arXiv 1707.01083.
struct Shuffle {
  std::int64_t groups = 2;

  static constexpr const char* word = "shuffle";
  static constexpr const char* summary = "channel shuffle";
  static void fields(auto& self, auto& take) { take.size("groups", self.groups); }
  bool operator==(const Shuffle&) const = default;
};

/// One capsule per class, computed from the capsules of an image by routing; outputs their lengths. Sabour et al.,
/// arXiv 1710.09829.
struct Capsules {
  std::int64_t classes = 0;    ///< of the data set; not part of the notation
  std::int64_t values = 16;    ///< size of an output capsule
  std::int64_t inputs = 0;     ///< size of an input capsule; 0: all channels of a pixel
  std::int64_t rounds = 3;     ///< routing iterations
  bool shared = true;          ///< one matrix for all input capsules instead of one each
  bool add = false;            ///< add agreement to the routing logits, as published, instead of replacing them
  double squash = 0.5;         ///< s |s| / (squash + |s|^2); 1 as published
  bool squash_inputs = false;  ///< also squash input capsules, as published

  static constexpr const char* word = "capsules";
  static constexpr const char* summary = "one capsule of VALUES values per class, by routing; outputs their lengths";
  static void fields(auto& self, auto& take) {
    take.classes(self.classes);
    take.size("values", self.values);
    take.option("inputs", self.inputs, 0);
    take.option("rounds", self.rounds);
    take.option("shared", self.shared);
    take.option("add", self.add);
    take.option("squash", self.squash, Range{});
    take.option("squash_inputs", self.squash_inputs);
  }
  bool operator==(const Capsules&) const = default;
};

/// A shortcut plus `factor` times a body. Without a shortcut branch, the input is the shortcut.
struct Residual {
  double factor = 1;
  std::vector<Steps> branches = {};  ///< the body and, unless it is the input, the shortcut

  static constexpr const char* word = "residual";
  static constexpr const char* summary = "adds the body's output to its input, or to the shortcut's output";
  static constexpr std::size_t max_branches = 2;
  static void fields(auto& self, auto& take) { take.option("factor", self.factor, Range{}); }
  bool operator==(const Residual&) const;
};

/// Concatenates the channels of the branches. A branch without steps returns its input.
struct Concat {
  std::vector<Steps> branches = {};

  static constexpr const char* word = "concat";
  static constexpr const char* summary = "concatenates the branches' channels; an empty branch returns its input";
  static constexpr std::size_t max_branches = 64;
  static void fields(auto&, auto&) {}
  bool operator==(const Concat&) const;
};

/// Splits the channels equally among the branches and concatenates their outputs.
struct Split {
  std::vector<Steps> branches = {};

  static constexpr const char* word = "split";
  static constexpr const char* summary = "splits the channels evenly among the branches and concatenates their outputs";
  static constexpr std::size_t max_branches = 64;
  static void fields(auto&, auto&) {}
  bool operator==(const Split&) const;
};

/// Squeeze-and-excitation, Hu et al., arXiv 1709.01507: scales each channel by the output of global average pooling,
/// dense, the activation of the trial, dense, sigmoid.
struct Gate {
  std::int64_t ratio = 16;  ///< of channels to hidden units
  std::int64_t units = 0;   ///< hidden units; 0: channels / ratio, rounded down, at least 1

  static constexpr const char* word = "gate";
  static constexpr const char* summary = "squeeze-and-excitation with channels / RATIO hidden units";
  static void fields(auto& self, auto& take) {
    take.size("ratio", self.ratio);
    take.option("units", self.units, 0);
  }
  std::int64_t hidden(std::int64_t channels) const {
    return units > 0 ? units : std::max<std::int64_t>(1, channels / ratio);
  }
  bool operator==(const Gate&) const = default;
};

/// An auxiliary classifier, Szegedy et al., arXiv 1409.4842: training adds `weight` times its loss; evaluation skips
/// it. The step returns its input.
struct Auxiliary {
  double weight = 0.3;
  std::vector<Steps> branches = {};  ///< exactly one

  static constexpr const char* word = "auxiliary";
  static constexpr const char* summary = "auxiliary classifier; training adds weight times its loss";
  static constexpr std::size_t max_branches = 1;
  static void fields(auto& self, auto& take) { take.option("weight", self.weight, Range{}); }
  bool operator==(const Auxiliary&) const;
};

/// A named group of steps. Layer tables and layer paths show the name.
struct Stage {
  std::string name = {};
  std::vector<Steps> branches = {};  ///< exactly one

  static constexpr const char* word = "stage";
  static constexpr const char* summary = "names a group of steps";
  static constexpr std::size_t max_branches = 1;
  static void fields(auto& self, auto& take) { take.name(self.name); }
  bool operator==(const Stage&) const;
};

using AnyStep = std::variant<Conv, Depthwise, Norm, Act, MaxPool, AvgPool, GlobalPool, AdaptivePool, Flatten, Dense,
                             Output, Dropout, Shuffle, Capsules, Residual, Concat, Split, Gate, Auxiliary, Stage>;

struct Step : AnyStep {
  using AnyStep::AnyStep;
  const AnyStep& any() const { return *this; }
  bool operator==(const Step& other) const;
};

/// Whether a kind of step contains other steps.
template <typename Kind>
concept HoldsSteps = requires(Kind kind) {
  kind.branches;
};

// Not defaulted, because Clang 14 crashes for recursive types.
inline bool Step::operator==(const Step& other) const { return any() == other.any(); }
inline bool Residual::operator==(const Residual& other) const {
  return factor == other.factor && branches == other.branches;
}
inline bool Concat::operator==(const Concat& other) const { return branches == other.branches; }
inline bool Split::operator==(const Split& other) const { return branches == other.branches; }
inline bool Auxiliary::operator==(const Auxiliary& other) const {
  return weight == other.weight && branches == other.branches;
}
inline bool Stage::operator==(const Stage& other) const { return name == other.name && branches == other.branches; }

}  // namespace actsweep::network
