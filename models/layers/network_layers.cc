#include "models/layers/network_layers.h"

namespace actsweep {
void Sequence::recompute(RandomStream& stream) {
  std::vector<LayerPtr> all;
  collect(all);
  recomputed_.emplace(all, stream);
}

torch::Tensor Sequence::forward(torch::Tensor x) {
  if (recomputed_ && is_training()) return recomputed_->forward(std::move(x));
  for (const LayerPtr& layer : layers_) x = layer->forward(std::move(x));
  return x;
}

void Sequence::collect(std::vector<LayerPtr>& all) const {
  for (const LayerPtr& layer : layers_) {
    if (const auto* stage = dynamic_cast<const Sequence*>(layer.get())) {
      stage->collect(all);
    } else {
      all.push_back(layer);
    }
  }
}

}  // namespace actsweep
