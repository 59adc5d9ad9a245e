#include "models/layers/recompute.h"

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

bool learns(const Segment& layers) {
  return std::any_of(layers.begin(), layers.end(), [](const LayerPtr& layer) { return !layer->parameters().empty(); });
}

/// While it lives, batch norms leave their running statistics as they are: they have seen this batch.
class StatisticsAtRest {
 public:
  explicit StatisticsAtRest(const Segment& layers) {
    for (const LayerPtr& layer : layers) {
      layer->apply([&](torch::nn::Module& module) {
        if (auto* norm = module.as<torch::nn::BatchNorm1dImpl>()) rest(norm->options, norm->num_batches_tracked);
        if (auto* norm = module.as<torch::nn::BatchNorm2dImpl>()) rest(norm->options, norm->num_batches_tracked);
      });
    }
  }
  ~StatisticsAtRest() {
    for (auto& [options, momentum, counter, count] : norms_) {
      options->momentum(momentum);
      if (counter.defined()) counter.copy_(count);
    }
  }
  StatisticsAtRest(const StatisticsAtRest&) = delete;
  StatisticsAtRest& operator=(const StatisticsAtRest&) = delete;

 private:
  struct Resting {
    torch::nn::BatchNormOptions* options;
    c10::optional<double> momentum;
    at::Tensor counter, count;
  };

  void rest(torch::nn::BatchNormOptions& options, const at::Tensor& counter) {
    norms_.push_back({&options, options.momentum(), counter, counter.defined() ? counter.clone() : at::Tensor()});
    options.momentum(0);
  }

  std::vector<Resting> norms_;
};

struct RecomputeBackward : torch::autograd::Node {
  RecomputeBackward(const Segment& layers, RandomStream& stream, const at::Tensor& x)
      : layers(layers),
        stream(stream),
        before(stream.state()),
        autocast(is_autocast_on(x.device().type())),
        input(x.detach(), false),
        needs_gradient(x.requires_grad()) {}

  variable_list apply(variable_list&& arriving) override {
    TORCH_CHECK(!at::GradMode::is_enabled(),
                "a recomputed segment has no second derivative: create_graph is not supported");
    if (!arriving[0].defined()) return variable_list(1);
    const at::Tensor x = input.unpack().detach().requires_grad_(needs_gradient);
    const StatisticsAtRest at_rest(layers);
    const RandomStream::State after = stream.state();
    stream.set_state(before);
    at::Tensor y, of_x;
    {
      const at::AutoGradMode recording(true);
      const AutocastScope scope(x.device().type(), autocast);
      // A view, not a leaf, so that the gradient has the bits of training without checkpointing. Of a leaf, autocast
      // shares one rounded copy among all readers; and a leaf's gradient takes the leaf's memory format, which changes
      // the order of later sums.
      const at::Tensor inner = x.view_as(x);
      if (needs_gradient) inner.register_hook([&of_x](const at::Tensor& gradient) { of_x = gradient; });
      y = run(layers, inner);
    }
    stream.set_state(after);
    torch::autograd::backward({y}, {arriving[0]});
    return {of_x};
  }

  void release_variables() override { input.reset_data(); }

  const Segment& layers;  ///< of the network, which outlives its graphs
  RandomStream& stream;
  RandomStream::State before;
  bool autocast;
  SavedVariable input;
  bool needs_gradient;
};

}  // namespace

RecomputedLayers::RecomputedLayers(const std::vector<LayerPtr>& layers, RandomStream& stream) : stream_(stream) {
  const auto count = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(layers.size()))));
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (i * count / layers.size() >= segments_.size()) segments_.emplace_back();
    segments_.back().push_back(layers[i]);
  }
}

torch::Tensor RecomputedLayers::forward(torch::Tensor x) const {
  for (const Segment& segment : segments_) {
    if (!at::GradMode::is_enabled() || !(x.requires_grad() || learns(segment))) {
      x = run(segment, std::move(x));
      continue;
    }
    const auto node = make_node<RecomputeBackward>(segment, stream_, x);
    node->set_next_edges(torch::autograd::collect_next_edges(x));
    at::Tensor y;
    {
      const at::NoGradGuard no_gradient;
      y = run(segment, x.detach());
    }
    // A segment of layers that hand on what they get would give a view of its input.
    if (y.is_alias_of(x)) y = y.clone();
    torch::autograd::set_history(y, node);
    x = y;
  }
  return x;
}

}  // namespace actsweep
