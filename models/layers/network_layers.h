#pragma once

#include <torch/nn/options/conv.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/layer.h"
#include "models/layers/recompute.h"
#include "models/network/output_shape.h"
#include "models/random/random_stream.h"

/// The layers of networks, except LibTorch's own and activations.
namespace actsweep {

/// The output of an auxiliary classifier in training; see network::Auxiliary.
struct AuxiliaryOutput {
  double weight = 0;
  at::Tensor logits;
};

/// Applies layers one after another.
class Sequence : public Layer {
 public:
  void append(const std::string& name, LayerPtr layer) { layers_.push_back(register_module(name, std::move(layer))); }
  /// Enables gradient checkpointing in training. Layers of nested stages count individually.
  void recompute(RandomStream& stream);
  torch::Tensor forward(torch::Tensor x) override;

 private:
  void collect(std::vector<LayerPtr>& all) const;

  std::vector<LayerPtr> layers_;
  std::optional<RecomputedLayers> recomputed_;
};

/// A network that converts its input to channels_last memory format, which its layers then preserve.
class ChannelsLast : public Sequence {
 public:
  torch::Tensor forward(torch::Tensor x) override;
  /// Converts the convolution kernels to channels_last. Call after adding all layers.
  void convert_kernels();
};

/// The branches of a layer, registered as its modules "0", "1", …
using Branches = std::vector<std::shared_ptr<Sequence>>;

/// The shortcut (by default the input) plus `factor` times the body.
LayerPtr make_residual(double factor, const Branches& branches);
/// Concatenates the channels of all branches.
LayerPtr make_concat(const Branches& branches);
/// Splits the channels equally among the branches and concatenates their outputs.
LayerPtr make_split(const Branches& branches);
/// Returns its input. In training, also appends the output of the branch to `outputs`, unless that is null.
LayerPtr make_auxiliary(double weight, const Branches& branches, std::vector<AuxiliaryOutput>* outputs);
/// A squeeze-and-excitation gate with `hidden` units.
LayerPtr make_gate(std::int64_t channels, std::int64_t hidden, LayerPtr activation);
/// Dropout in training, with masks from `stream`, which must outlive the layer.
LayerPtr make_dropout(const network::Dropout& dropout, RandomStream& stream);
/// Channel shuffle.
LayerPtr make_shuffle(std::int64_t groups);
/// A convolution with asymmetric zero padding. `options` must not contain padding.
LayerPtr make_padded_convolution(const network::Margins& margins, const torch::nn::Conv2dOptions& options);
/// A layer that calls a function without parameters.
LayerPtr make_function(std::function<torch::Tensor(const torch::Tensor&)> function);
/// Max pooling over non-overlapping windows of size x size pixels; ignores the remainder at the right and bottom.
/// Values and gradients are those of at::max_pool2d, whose search for the maximum on the CPU branches at every pixel
/// and takes 15 % of a training step of cnn6. Calls at::max_pool2d, which is fast there, in channels_last format.
LayerPtr make_max_pool(std::int64_t size);
/// Capsules with dynamic routing, from images [batch, channels, height, width] to the length of one capsule per class,
/// [batch, classes]: Sabour et al., arXiv 1710.09829, or the variant in Keras's example, depending on the step. Input
/// capsules are groups of channels of a pixel. Gradients flow through all routing iterations. The parameter "weight" is
/// [1 or input capsules, input size, classes * output size], initialized like Keras's dense layers (Glorot uniform).
LayerPtr make_capsules(const network::Capsules& capsules, const Shape& input);

}  // namespace actsweep
