#include "models/layers/activation_observer.h"

#include <utility>

namespace actsweep {

ActivationObserver::ActivationObserver(torch::nn::Module& network, Observe observe) : observe_(std::move(observe)) {
  for (const auto& item : network.named_modules()) {
    auto layer = std::dynamic_pointer_cast<ObservableActivation>(item.value());
    if (!layer) continue;
    layer->observe = [this, module = item.key()](const ActivationPass& pass) { observe_(module, pass); };
    layers_.push_back(std::move(layer));
  }
}

ActivationObserver::~ActivationObserver() {
  for (const auto& layer : layers_) layer->observe = nullptr;
}

}  // namespace actsweep
