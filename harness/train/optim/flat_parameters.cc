#include "harness/train/optim/flat_parameters.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "models/layers/activation_layer.h"

namespace actsweep {
namespace {

/// A tensor whose logical order is the order of `parameter` in memory, so that views of a flat tensor can have the same
/// layout.
at::Tensor in_memory_order(const at::Tensor& parameter) {
  return parameter.is_contiguous(at::MemoryFormat::ChannelsLast) && parameter.dim() == 4
             ? parameter.permute({0, 2, 3, 1})
             : parameter.contiguous();
}

/// Moves the weights to the front and returns their total number of elements.
std::int64_t move_weights_to_front(const torch::nn::Module& network, std::vector<at::Tensor>& parameters) {
  std::set<const c10::TensorImpl*> activation_parameters;
  for (const auto& module : network.modules(/*include_self=*/false)) {
    if (dynamic_cast<const ObservableActivation*>(module.get()) == nullptr) continue;
    for (const at::Tensor& parameter : module->parameters())
      activation_parameters.insert(parameter.unsafeGetTensorImpl());
  }
  const auto others = std::stable_partition(parameters.begin(), parameters.end(), [&](const at::Tensor& parameter) {
    return parameter.dim() >= 2 && !activation_parameters.contains(parameter.unsafeGetTensorImpl());
  });
  std::int64_t numbers = 0;
  for (auto weight = parameters.begin(); weight != others; ++weight) numbers += weight->numel();
  return numbers;
}

}  // namespace

FlatParameters::FlatParameters(torch::nn::Module& network, ParameterOrder order) {
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> parameters = network.parameters();
  if (order == ParameterOrder::kWeightsFirst) weights_ = move_weights_to_front(network, parameters);
  std::vector<at::Tensor> flat;
  flat.reserve(parameters.size());
  for (const at::Tensor& parameter : parameters) flat.push_back(in_memory_order(parameter.detach()).flatten());
  values_ = at::cat(flat);
  gradients_ = at::zeros_like(values_);
  std::int64_t offset = 0;
  for (at::Tensor& parameter : parameters) {
    const std::int64_t size = parameter.numel();
    const auto sizes = parameter.sizes().vec(), strides = parameter.strides().vec();
    parameter.set_data(values_.narrow(0, offset, size).as_strided(sizes, strides, offset));
    parameter.mutable_grad() = gradients_.narrow(0, offset, size).as_strided(sizes, strides, offset);
    offset += size;
  }
}

std::int64_t FlatParameters::weights() const {
  if (!weights_) throw std::logic_error("the weights do not come first");
  return *weights_;
}

void clip_gradients(at::Tensor& gradients, const at::Tensor& norm, const Params& clip) {
  constexpr double kEps = 1e-6;  // as in PyTorch
  if (clip.has("norm")) gradients.mul_((clip.real("norm") / (norm + kEps)).clamp_max(1));
  if (clip.has("value")) gradients.clamp_(-clip.real("value"), clip.real("value"));
}

}  // namespace actsweep
