#include "models/layers/sequence.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/nn/modules/batchnorm.h>

#include <algorithm>
#include <cmath>

#include "models/layers/autograd_node.h"
#include "models/layers/bf16.h"

namespace actsweep {
namespace {

using torch::autograd::SavedVariable;
using torch::autograd::variable_list;
using Segment = std::vector<LayerPtr>;

torch::Tensor run(const Segment& layers, torch::Tensor x) {
  for (const LayerPtr& layer : layers) x = layer->forward(std::move(x));
  return x;
}

bool has_parameters(const Segment& layers) {
  return std::any_of(layers.begin(), layers.end(), [](const LayerPtr& layer) { return !layer->parameters().empty(); });
}

/// Freezes the running statistics of batch norms during its lifetime, because they already include this batch.
class FrozenStatistics {
 public:
  explicit FrozenStatistics(const Segment& layers) {
    for (const LayerPtr& layer : layers) {
      layer->apply([&](torch::nn::Module& module) {
        if (auto* norm = module.as<torch::nn::BatchNorm1dImpl>()) freeze(norm->options, norm->num_batches_tracked);
        if (auto* norm = module.as<torch::nn::BatchNorm2dImpl>()) freeze(norm->options, norm->num_batches_tracked);
      });
    }
  }
  ~FrozenStatistics() {
    for (auto& [options, momentum, counter, count] : norms_) {
      options->momentum(momentum);
      if (counter.defined()) counter.copy_(count);
    }
  }
  FrozenStatistics(const FrozenStatistics&) = delete;
  FrozenStatistics& operator=(const FrozenStatistics&) = delete;

 private:
  struct FrozenNorm {
    torch::nn::BatchNormOptions* options;
    c10::optional<double> momentum;
    at::Tensor counter, count;
  };

  void freeze(torch::nn::BatchNormOptions& options, const at::Tensor& counter) {
    norms_.push_back({&options, options.momentum(), counter, counter.defined() ? counter.clone() : at::Tensor()});
    options.momentum(0);
  }

  std::vector<FrozenNorm> norms_;
};

struct RecomputeBackward : torch::autograd::Node {
  RecomputeBackward(const Segment& layers, RandomStream& stream, const at::Tensor& x)
      : layers(layers),
        stream(stream),
        before(stream.state()),
        autocast(is_autocast_on(x.device().type())),
        input(x.detach(), false),
        needs_gradient(x.requires_grad()) {}

  variable_list apply(variable_list&& grad_outputs) override {
    TORCH_CHECK(!at::GradMode::is_enabled(),
                "a recomputed segment has no second derivative; create_graph is not supported");
    if (!grad_outputs[0].defined()) return variable_list(1);
    const at::Tensor x = input.unpack().detach().requires_grad_(needs_gradient);
    const FrozenStatistics frozen(layers);
    const RandomStream::State after = stream.state();
    stream.set_state(before);
    at::Tensor y, of_x;
    {
      const at::AutoGradMode recording(true);
      const AutocastScope scope(x.device().type(), autocast);
      // Uses a view instead of a leaf, so that gradients are bit-identical to those without checkpointing: autocast
      // shares one rounded copy of a leaf among all layers, and the gradient of a leaf gets the leaf's memory format,
      // which changes the order of later sums.
      const at::Tensor inner = x.view_as(x);
      if (needs_gradient) inner.register_hook([&of_x](const at::Tensor& gradient) { of_x = gradient; });
      y = run(layers, inner);
    }
    stream.set_state(after);
    torch::autograd::backward({y}, {grad_outputs[0]});
    return {of_x};
  }

  void release_variables() override { input.reset_data(); }

  const Segment& layers;  ///< owned by the network, which outlives its graphs
  RandomStream& stream;
  RandomStream::State before;
  bool autocast;
  SavedVariable input;
  bool needs_gradient;
};

}  // namespace

void Sequence::recompute(RandomStream& stream) {
  stream_ = &stream;
  std::vector<LayerPtr> all;
  collect(all);
  const auto count = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(all.size()))));
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i * count / all.size() >= segments_.size()) segments_.emplace_back();
    segments_.back().push_back(all[i]);
  }
}

torch::Tensor Sequence::forward(torch::Tensor x) {
  return stream_ != nullptr && is_training() ? forward_recomputed(std::move(x)) : run(layers_, std::move(x));
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

torch::Tensor Sequence::forward_recomputed(torch::Tensor x) const {
  for (const Segment& segment : segments_) {
    if (!at::GradMode::is_enabled() || !(x.requires_grad() || has_parameters(segment))) {
      x = run(segment, std::move(x));
      continue;
    }
    const auto node = make_node<RecomputeBackward>(segment, *stream_, x);
    node->set_next_edges(torch::autograd::collect_next_edges(x));
    at::Tensor y;
    {
      const at::NoGradGuard no_gradient;
      y = run(segment, x.detach());
    }
    // Layers that return their input unchanged would make y a view of x.
    if (y.is_alias_of(x)) y = y.clone();
    torch::autograd::set_history(y, node);
    x = y;
  }
  return x;
}

}  // namespace actsweep
