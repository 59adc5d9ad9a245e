#pragma once

#include <string>
#include <vector>

#include "models/layer.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// Applies layers one after another.
class Sequence : public Layer {
 public:
  void append(const std::string& name, LayerPtr layer) { layers_.push_back(register_module(name, std::move(layer))); }
  /// Enables gradient checkpointing in training (Chen et al., arXiv 1604.06174): divides the layers into segments and
  /// saves only their inputs; backward recomputes a segment first. Layers of nested stages count individually. Memory
  /// decreases to about that of 2 sqrt(layers) layers, and a step takes about a third longer. Values, gradients and
  /// running statistics are bit-identical to training without it. `stream` is the dropout stream of the layers;
  /// recomputing draws the same numbers again.
  void recompute(RandomStream& stream);
  torch::Tensor forward(torch::Tensor x) override;

 private:
  void collect(std::vector<LayerPtr>& all) const;
  torch::Tensor forward_recomputed(torch::Tensor x) const;

  std::vector<LayerPtr> layers_;
  std::vector<std::vector<LayerPtr>> segments_;  ///< all layers, for gradient checkpointing
  RandomStream* stream_ = nullptr;               ///< null without gradient checkpointing
};

}  // namespace actsweep
