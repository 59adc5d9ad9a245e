#pragma once

#include <vector>

#include "models/layer.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// Gradient checkpointing: runs layers one after the other in segments, of which only the inputs are kept; the way back
/// computes a segment anew before it goes through it. Memory falls to about that of 2 sqrt(layers), a step takes about
/// a third more, and values, gradients and running statistics have the bits that they have without. `stream` is that of
/// the layers' dropout, and is drawn from again as it was. Chen et al., arXiv 1604.06174.
class RecomputedLayers {
 public:
  RecomputedLayers(const std::vector<LayerPtr>& layers, RandomStream& stream);
  torch::Tensor forward(torch::Tensor x) const;

 private:
  std::vector<std::vector<LayerPtr>> segments_;
  RandomStream& stream_;
};

}  // namespace actsweep
