#include "harness/train/gradient_norms.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

namespace actsweep {
namespace {

at::Tensor norm_of_gradients(const std::vector<at::Tensor>& parameters) {
  at::Tensor squares;
  for (const at::Tensor& parameter : parameters) {
    if (!parameter.grad().defined()) continue;
    const at::Tensor square = parameter.grad().norm().to(at::kDouble).square();
    squares = squares.defined() ? squares + square : square;
  }
  return squares.defined() ? squares.sqrt() : at::zeros({}, parameters[0].options().dtype(at::kDouble));
}

}  // namespace

GradientNorms::GradientNorms(torch::nn::Module& network) {
  for (const auto& item : network.named_modules()) {
    std::vector<at::Tensor> trained = item.value()->parameters(/*recurse=*/false);
    std::erase_if(trained, [](const at::Tensor& parameter) { return !parameter.requires_grad(); });
    if (!trained.empty()) owners_.push_back({item.key(), std::move(trained)});
  }
}

void GradientNorms::add_step() {
  const at::NoGradGuard no_gradient;
  for (Owner& owner : owners_) {
    const at::Tensor norm = norm_of_gradients(owner.parameters);
    owner.sum = owner.sum.defined() ? owner.sum + norm : norm;
  }
  ++steps_;
}

void GradientNorms::visit_state(StateVisitor& visitor, const std::string& name) {
  for (Owner& owner : owners_) visitor.tensor(name + "." + owner.module, owner.sum);
  visitor.value(name + ".steps", steps_);
}

std::vector<LayerEpoch> GradientNorms::take(int epoch) {
  std::vector<LayerEpoch> layers;
  for (Owner& owner : owners_) {
    LayerEpoch layer{.epoch = epoch, .kind = LayerKind::kWeights, .position = static_cast<int>(layers.size()) + 1};
    layer.module = owner.module;
    if (steps_ > 0) layer.grad_norm = owner.sum.item<double>() / static_cast<double>(steps_);
    owner.sum.reset();
    layers.push_back(std::move(layer));
  }
  steps_ = 0;
  return layers;
}

}  // namespace actsweep
