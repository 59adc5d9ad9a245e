#include "models/layers/network_layers.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

namespace actsweep {
namespace {

/// A layer without parameters.
class Function : public Layer {
 public:
  explicit Function(std::function<torch::Tensor(const torch::Tensor&)> function) : function_(std::move(function)) {}
  torch::Tensor forward(torch::Tensor x) override { return function_(x); }

 private:
  std::function<torch::Tensor(const torch::Tensor&)> function_;
};

/// A convolution with asymmetric zero padding.
class PaddedConvolution : public Layer {
 public:
  PaddedConvolution(const network::Margins& margins, const torch::nn::Conv2dOptions& options)
      : margins_{margins.left, margins.right, margins.top, margins.bottom},
        module_(register_module("module", torch::nn::Conv2d(options))) {}
  torch::Tensor forward(torch::Tensor x) override { return module_->forward(at::constant_pad_nd(x, margins_)); }

 private:
  std::vector<std::int64_t> margins_;
  torch::nn::Conv2d module_;
};

class DropoutLayer : public Layer {
 public:
  DropoutLayer(const network::Dropout& dropout, RandomStream& stream) : dropout_(dropout), stream_(stream) {}
  /// Uses float masks for bfloat16, which could not represent 1 / (1 - rate) exactly enough.
  torch::Tensor forward(torch::Tensor x) override {
    if (!is_training() || dropout_.rate == 0) return x;
    at::Tensor like = x.detach();
    if (dropout_.channels) like = at::empty({x.size(0), x.size(1), 1, 1}, x.options().requires_grad(false));
    if (x.scalar_type() == at::kBFloat16) like = like.to(at::kFloat);
    return (x * stream_.dropout_mask(like, dropout_.rate)).to(x.scalar_type());
  }

 private:
  network::Dropout dropout_;
  RandomStream& stream_;
};

/// Base of layers with branches, registered as modules "0", "1", …
class Branching : public Layer {
 public:
  explicit Branching(const Branches& branches) : branches_(branches) {
    for (std::size_t i = 0; i < branches.size(); ++i) register_module(std::to_string(i), branches[i]);
  }

 protected:
  Branches branches_;
};

class ResidualLayer : public Branching {
 public:
  ResidualLayer(double factor, const Branches& branches) : Branching(branches), factor_(factor) {}
  torch::Tensor forward(torch::Tensor x) override {
    const at::Tensor body = branches_[0]->forward(x);
    const at::Tensor shortcut = branches_.size() > 1 ? branches_[1]->forward(std::move(x)) : std::move(x);
    return at::add(shortcut, body, factor_);
  }

 private:
  double factor_;
};

class ConcatLayer : public Branching {
 public:
  using Branching::Branching;
  torch::Tensor forward(torch::Tensor x) override {
    std::vector<at::Tensor> parts;
    for (const auto& branch : branches_) parts.push_back(branch->forward(x));
    return at::cat(parts, 1);
  }
};

class SplitLayer : public Branching {
 public:
  using Branching::Branching;
  torch::Tensor forward(torch::Tensor x) override {
    std::vector<at::Tensor> parts = x.chunk(static_cast<std::int64_t>(branches_.size()), 1);
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = branches_[i]->forward(parts[i]);
    return at::cat(parts, 1);
  }
};

class AuxiliaryLayer : public Branching {
 public:
  AuxiliaryLayer(double weight, const Branches& branches, std::vector<AuxiliaryOutput>* outputs)
      : Branching(branches), weight_(weight), outputs_(outputs) {}
  torch::Tensor forward(torch::Tensor x) override {
    if (outputs_ != nullptr && is_training()) outputs_->push_back({weight_, branches_[0]->forward(x)});
    return x;
  }

 private:
  double weight_;
  std::vector<AuxiliaryOutput>* outputs_;
};

class GateLayer : public Layer {
 public:
  GateLayer(std::int64_t channels, std::int64_t hidden, LayerPtr activation)
      : reduce_(register_module("reduce", torch::nn::Linear(channels, hidden))),
        activation_(register_module("activation", std::move(activation))),
        expand_(register_module("expand", torch::nn::Linear(hidden, channels))) {}
  torch::Tensor forward(torch::Tensor x) override {
    const at::Tensor gate = expand_->forward(activation_->forward(reduce_->forward(x.mean({2, 3})))).sigmoid();
    return x * gate.unsqueeze(2).unsqueeze(3).to(x.scalar_type());
  }

 private:
  torch::nn::Linear reduce_;
  LayerPtr activation_;
  torch::nn::Linear expand_;
};

at::Tensor shuffled(const at::Tensor& x, std::int64_t groups) {
  if (!x.is_contiguous() && x.is_contiguous(at::MemoryFormat::ChannelsLast)) {
    const at::Tensor pixels = x.permute({0, 2, 3, 1});
    const at::Tensor split = pixels.view({x.size(0), x.size(2), x.size(3), groups, x.size(1) / groups});
    return split.transpose(3, 4).flatten(3).permute({0, 3, 1, 2});
  }
  return x.view({x.size(0), groups, x.size(1) / groups, x.size(2), x.size(3)}).transpose(1, 2).reshape(x.sizes());
}

}  // namespace

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

torch::Tensor ChannelsLast::forward(torch::Tensor x) {
  return Sequence::forward(x.contiguous(at::MemoryFormat::ChannelsLast));
}

void ChannelsLast::convert_kernels() {
  apply([](torch::nn::Module& module) {
    if (auto* convolution = module.as<torch::nn::Conv2dImpl>()) {
      convolution->weight.set_data(convolution->weight.detach().contiguous(at::MemoryFormat::ChannelsLast));
    }
  });
}

LayerPtr make_residual(double factor, const Branches& branches) {
  return std::make_shared<ResidualLayer>(factor, branches);
}
LayerPtr make_concat(const Branches& branches) { return std::make_shared<ConcatLayer>(branches); }
LayerPtr make_split(const Branches& branches) { return std::make_shared<SplitLayer>(branches); }
LayerPtr make_auxiliary(double weight, const Branches& branches, std::vector<AuxiliaryOutput>* outputs) {
  return std::make_shared<AuxiliaryLayer>(weight, branches, outputs);
}
LayerPtr make_gate(std::int64_t channels, std::int64_t hidden, LayerPtr activation) {
  return std::make_shared<GateLayer>(channels, hidden, std::move(activation));
}
LayerPtr make_dropout(const network::Dropout& dropout, RandomStream& stream) {
  return std::make_shared<DropoutLayer>(dropout, stream);
}
LayerPtr make_shuffle(std::int64_t groups) {
  return make_function([groups](const at::Tensor& x) { return shuffled(x, groups); });
}
LayerPtr make_padded_convolution(const network::Margins& margins, const torch::nn::Conv2dOptions& options) {
  return std::make_shared<PaddedConvolution>(margins, options);
}
LayerPtr make_function(std::function<torch::Tensor(const torch::Tensor&)> function) {
  return std::make_shared<Function>(std::move(function));
}

}  // namespace actsweep
