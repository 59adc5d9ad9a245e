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

/// The layers that networks are built of, besides LibTorch's own and activations.
namespace actsweep {

/// A second output of a network in training; see network::Auxiliary.
struct AuxiliaryOutput {
  double weight = 0;
  at::Tensor logits;
};

/// Layers one after the other.
class Sequence : public Layer {
 public:
  void append(const std::string& name, LayerPtr layer) { layers_.push_back(register_module(name, std::move(layer))); }
  /// Keeps in training what gradient checkpointing keeps, of the layers of stages one by one.
  void recompute(RandomStream& stream);
  torch::Tensor forward(torch::Tensor x) override;

 private:
  void collect(std::vector<LayerPtr>& all) const;

  std::vector<LayerPtr> layers_;
  std::optional<RecomputedLayers> recomputed_;
};

/// A whole network whose layers get their input, and so all that follows from it, with the channels last.
class ChannelsLast : public Sequence {
 public:
  torch::Tensor forward(torch::Tensor x) override;
  /// Lays out the kernels; to be called when all layers are there.
  void lay_out();
};

/// What hands its input to branches, which are its modules "0", "1", …
using Branches = std::vector<std::shared_ptr<Sequence>>;

/// The shortcut, or without one the input, plus `factor` times the body.
LayerPtr make_residual(double factor, const Branches& branches);
/// The channels of all branches.
LayerPtr make_concat(const Branches& branches);
/// Equal parts of the channels, each through its branch.
LayerPtr make_split(const Branches& branches);
/// Hands on its input; in training the branch's output goes to `outputs`, and nowhere if that is null.
LayerPtr make_auxiliary(double weight, const Branches& branches, std::vector<AuxiliaryOutput>* outputs);
/// Squeeze-excite through `hidden` units with this activation.
LayerPtr make_gate(std::int64_t channels, std::int64_t hidden, LayerPtr activation);
/// In training; the masks come from `stream`, which outlives the layer.
LayerPtr make_dropout(const network::Dropout& dropout, RandomStream& stream);
LayerPtr make_shuffle(std::int64_t groups);
/// A convolution, which pads nothing itself, with more zeros at one side than at the other.
LayerPtr make_padded_convolution(const network::Margins& margins, const torch::nn::Conv2dOptions& options);
/// What has no parameters.
LayerPtr make_function(std::function<torch::Tensor(const torch::Tensor&)> function);

}  // namespace actsweep
