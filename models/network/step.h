#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/network/shape.h"

/// The description of a network: steps, one after the other, some of which hold others. It is made without LibTorch.
/// Shapes, counts and costs (models/network/survey.h), text (models/network/notation.h) and the trained module
/// (models/layers/network_module.h) follow from it.
///
/// A step is a struct of what it is told; what the shape that reaches it says, it is not told. `fields` lists its
/// members for the notation, in the order in which they are written: sizes first, then options by name.
namespace actsweep::network {

struct Step;
using Steps = std::vector<Step>;

/// Bounds of a number that a step takes.
struct Range {
  double min = 0, max = 1;
  bool max_excluded = false;
};

/// Zeros around the input of a convolution. "Same" is as many as give the output ceil(input / stride) pixels; of an odd
/// number the last one lies right and below, as in TensorFlow.
using Padding = std::optional<Extent>;  ///< none: "same"

struct Conv {
  std::int64_t filters = 1;
  Extent kernel = 1;
  Extent stride = 1;
  Padding padding = {};
  std::int64_t groups = 1;
  std::optional<bool> bias = {};  ///< unset: none directly before a norm

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
  std::optional<bool> bias = {};  ///< as Conv's

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

/// Batch norm over each channel. Defaults are PyTorch's; Keras's are momentum 0.01 (0.99 in its terms) and eps 1e-3.
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
  std::string name = {};  ///< of an activation that stays; empty: the one that is exchanged

  static constexpr const char* word = "act";
  static constexpr const char* summary = "the trial's activation; a named one is fixed";
  static void fields(auto& self, auto& take) { take.activation(self.name); }
  bool operator==(const Act&) const = default;
};

struct MaxPool {
  Extent window = 2;
  Padding stride = {};  ///< none: the window's
  Extent padding = 0;
  bool ceil = false;  ///< the last window may end outside of the padded image, if it begins inside of the image

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

/// Padding counts as zeros in the mean.
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

/// Means of as many windows as the output has pixels, of nearly equal size; they overlap where they do not divide the
/// input. PyTorch's AdaptiveAvgPool2d.
struct AdaptivePool {
  Extent size = 1;

  static constexpr const char* word = "adaptive_pool";
  static constexpr const char* summary = "average pooling to this many pixels a side";
  static void fields(auto& self, auto& take) { take.size("size", self.size); }
  bool operator==(const AdaptivePool&) const = default;
};

struct Flatten {
  static constexpr const char* word = "flatten";
  static constexpr const char* summary = "flattens an image";
  static void fields(auto&, auto&) {}
  bool operator==(const Flatten&) const = default;
};

struct Dense {
  std::int64_t units = 1;
  bool bias = true;

  static constexpr const char* word = "dense";
  static constexpr const char* summary = "dense layer; takes flat features";
  static void fields(auto& self, auto& take) {
    take.size("units", self.units);
    take.option("bias", self.bias);
  }
  bool operator==(const Dense&) const = default;
};

struct Output {
  std::int64_t classes = 0;  ///< of the data set, which the notation does not write

  static constexpr const char* word = "output";
  static constexpr const char* summary = "dense layer with a unit for each class";
  static void fields(auto& self, auto& take) { take.classes(self.classes); }
  bool operator==(const Output&) const = default;
};

struct Dropout {
  double rate = 0.5;
  bool channels = false;  ///< whole channels rather than single values

  static constexpr const char* word = "dropout";
  static constexpr const char* summary = "dropout in training; channels=true drops whole channels";
  static void fields(auto& self, auto& take) {
    take.size("rate", self.rate, Range{.max_excluded = true});
    take.option("channels", self.channels);
  }
  bool operator==(const Dropout&) const = default;
};

/// Channels of g groups, interleaved: Zhang et al., arXiv 1707.01083.
struct Shuffle {
  std::int64_t groups = 2;

  static constexpr const char* word = "shuffle";
  static constexpr const char* summary = "channel shuffle";
  static void fields(auto& self, auto& take) { take.size("groups", self.groups); }
  bool operator==(const Shuffle&) const = default;
};

/// One capsule a class of so many values, routed to from the pixels of an image by agreement, and its length: Sabour et
/// al., arXiv 1710.09829.
struct Capsules {
  std::int64_t classes = 0;  ///< of the data set, which the notation does not write
  std::int64_t values = 16;  ///< of each output capsule
  std::int64_t inputs = 0;   ///< values of each input capsule; 0: all channels of a pixel
  std::int64_t rounds = 3;   ///< of routing
  bool shared = true;        ///< one matrix for all input capsules rather than one for each
  bool add = false;          ///< agreement is added to the routing logits, as published, rather than put in their place
  double squash = 0.5;       ///< s |s| / (squash + |s|^2); published: 1
  bool squash_inputs = false;  ///< as published: input capsules are made shorter than 1, too

  static constexpr const char* word = "capsules";
  static constexpr const char* summary = "a capsule of so many values for each class, by routing; gives their lengths";
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

/// The sum of a shortcut and of `factor` times a body. Without steps the shortcut hands on its input.
struct Residual {
  double factor = 1;
  std::vector<Steps> branches = {};  ///< the body, and where it is not empty the shortcut

  static constexpr const char* word = "residual";
  static constexpr const char* summary = "adds the body's output to its input, or to the shortcut's output";
  static constexpr std::size_t most_branches = 2;
  static void fields(auto& self, auto& take) { take.option("factor", self.factor, Range{}); }
  bool operator==(const Residual&) const;
};

/// The branches' channels one after the other. A branch without steps hands on its input.
struct Concat {
  std::vector<Steps> branches = {};

  static constexpr const char* word = "concat";
  static constexpr const char* summary = "concatenates the branches' channels; an empty branch passes its input on";
  static constexpr std::size_t most_branches = 64;
  static void fields(auto&, auto&) {}
  bool operator==(const Concat&) const;
};

/// The channels in as many equal parts as there are branches, each through its own, and joined again.
struct Split {
  std::vector<Steps> branches = {};

  static constexpr const char* word = "split";
  static constexpr const char* summary = "splits the channels evenly among the branches and concatenates their outputs";
  static constexpr std::size_t most_branches = 64;
  static void fields(auto&, auto&) {}
  bool operator==(const Split&) const;
};

/// Each channel times a number between 0 and 1 that follows from the means of all: mean, dense, the exchanged
/// activation, dense, sigmoid. Squeeze-excite, Hu et al., arXiv 1709.01507.
struct Gate {
  std::int64_t ratio = 16;  ///< of the channels to the units between the dense layers
  std::int64_t units = 0;   ///< these; 0: channels / ratio, rounded down, at least 1

  static constexpr const char* word = "gate";
  static constexpr const char* summary = "squeeze-excite with channels / RATIO hidden units";
  static void fields(auto& self, auto& take) {
    take.size("ratio", self.ratio);
    take.option("units", self.units, 0);
  }
  std::int64_t hidden(std::int64_t channels) const {
    return units > 0 ? units : std::max<std::int64_t>(1, channels / ratio);
  }
  bool operator==(const Gate&) const = default;
};

/// Steps whose output is a second one of the network, beside its own: in training `weight` times its loss is added, and
/// in evaluation they are not run. What comes after gets the step's input. Szegedy et al., arXiv 1409.4842.
struct Auxiliary {
  double weight = 0.3;
  std::vector<Steps> branches = {};  ///< one

  static constexpr const char* word = "auxiliary";
  static constexpr const char* summary = "auxiliary classifier: its loss is added in training, times weight";
  static constexpr std::size_t most_branches = 1;
  static void fields(auto& self, auto& take) { take.option("weight", self.weight, Range{}); }
  bool operator==(const Auxiliary&) const;
};

/// Steps under a name, which the layer table and the paths of layers show.
struct Stage {
  std::string name = {};
  std::vector<Steps> branches = {};  ///< one

  static constexpr const char* word = "stage";
  static constexpr const char* summary = "names a group of steps";
  static constexpr std::size_t most_branches = 1;
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

/// Whether a kind of step holds others.
template <typename Kind>
concept HoldsSteps = requires(Kind kind) {
  kind.branches;
};

// Written out, because Clang 14 crashes on defaulted ones of types that hold one another.
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
