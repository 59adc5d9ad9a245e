#pragma once

#include <vector>

#include "models/layer.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// Gradient checkpointing (Chen et al., arXiv 1604.06174): divides a sequence of layers into segments and saves only
/// their inputs; backward recomputes a segment first. Memory decreases to about that of 2 sqrt(layers) layers, and a
/// step takes about a third longer. Values, gradients and running statistics are bit-identical to training without it.
/// `stream` is the dropout stream of the layers; recomputing draws the same numbers again.
class RecomputedLayers {
 public:
  RecomputedLayers(const std::vector<LayerPtr>& layers, RandomStream& stream);
  torch::Tensor forward(torch::Tensor x) const;

 private:
  std::vector<std::vector<LayerPtr>> segments_;
  RandomStream& stream_;
};

}  // namespace actsweep
