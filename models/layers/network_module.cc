#include "models/layers/network_module.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <algorithm>

#include "harness/util/error.h"
#include "models/network/output_shape.h"

namespace actsweep {
namespace {

using network::Steps;

/// A Layer around one of LibTorch's modules.
template <typename Holder>
class Wrapped : public Layer {
 public:
  explicit Wrapped(Holder module) : module_(register_module("module", std::move(module))) {}
  torch::Tensor forward(torch::Tensor x) override { return module_->forward(x); }

 private:
  Holder module_;
};

template <typename Holder>
LayerPtr wrap(Holder module) {
  return std::make_shared<Wrapped<Holder>>(std::move(module));
}

/// A network that converts its input to channels_last memory format, which its layers then preserve.
class ChannelsLast : public Sequence {
 public:
  torch::Tensor forward(torch::Tensor x) override {
    return Sequence::forward(x.contiguous(at::MemoryFormat::ChannelsLast));
  }
};

/// A layer without parameters.
class Function : public Layer {
 public:
  explicit Function(std::function<torch::Tensor(const torch::Tensor&)> function) : function_(std::move(function)) {}
  torch::Tensor forward(torch::Tensor x) override { return function_(x); }

 private:
  std::function<torch::Tensor(const torch::Tensor&)> function_;
};

/// A convolution with asymmetric zero padding. `options` must not contain padding.
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

/// Dropout in training, with masks from `stream`.
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

/// The branches of a layer.
using Branches = std::vector<std::shared_ptr<Sequence>>;

/// Base of layers with branches, registered as modules "0", "1", …
class Branching : public Layer {
 public:
  explicit Branching(const Branches& branches) : branches_(branches) {
    for (std::size_t i = 0; i < branches.size(); ++i) register_module(std::to_string(i), branches[i]);
  }

 protected:
  Branches branches_;
};

/// The shortcut (by default the input) plus `factor` times the body.
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

/// Concatenates the channels of all branches.
class ConcatLayer : public Branching {
 public:
  using Branching::Branching;
  torch::Tensor forward(torch::Tensor x) override {
    std::vector<at::Tensor> parts;
    for (const auto& branch : branches_) parts.push_back(branch->forward(x));
    return at::cat(parts, 1);
  }
};

/// Splits the channels equally among the branches and concatenates their outputs.
class SplitLayer : public Branching {
 public:
  using Branching::Branching;
  torch::Tensor forward(torch::Tensor x) override {
    std::vector<at::Tensor> parts = x.chunk(static_cast<std::int64_t>(branches_.size()), 1);
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = branches_[i]->forward(parts[i]);
    return at::cat(parts, 1);
  }
};

/// Returns its input. In training, also appends the output of the branch to `outputs`, unless that is null.
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

/// A squeeze-and-excitation gate with `hidden` units.
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

/// Channel shuffle.
at::Tensor shuffled(const at::Tensor& x, std::int64_t groups) {
  if (!x.is_contiguous() && x.is_contiguous(at::MemoryFormat::ChannelsLast)) {
    const at::Tensor pixels = x.permute({0, 2, 3, 1});
    const at::Tensor split = pixels.view({x.size(0), x.size(2), x.size(3), groups, x.size(1) / groups});
    return split.transpose(3, 4).flatten(3).permute({0, 3, 1, 2});
  }
  return x.view({x.size(0), groups, x.size(1) / groups, x.size(2), x.size(3)}).transpose(1, 2).reshape(x.sizes());
}

at::IntArrayRef sides(const Extent& extent) { return {&extent.height, 2}; }

class Builder {
 public:
  Builder(const Params& activation, const ModuleContext& context) : activation_(activation), context_(context) {}

  std::shared_ptr<Sequence> sequence(const Steps& steps, Shape& shape) {
    auto sequence = std::make_shared<Sequence>();
    fill(*sequence, steps, shape);
    return sequence;
  }

  void fill(Sequence& sequence, const Steps& steps, Shape& shape) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const auto* stage = std::get_if<network::Stage>(&steps[i].any());
      sequence.append(stage != nullptr ? stage->name : std::to_string(i), layer(steps, i, shape));
    }
  }

 private:
  /// Builds the layer of steps[i]. `shape` is its input shape and becomes its output shape.
  LayerPtr layer(const Steps& steps, std::size_t i, Shape& shape) {
    return std::visit(
        [&]<typename Kind>(const Kind& kind) -> LayerPtr {
          if constexpr (network::HoldsSteps<Kind>) {
            const Shape input = network::branch_input(steps[i], shape);
            Branches branches;
            std::vector<Shape> outputs;
            for (const Steps& branch : kind.branches) {
              outputs.push_back(input);
              branches.push_back(sequence(branch, outputs.back()));
            }
            shape = network::output_shape(steps[i], shape, outputs);
            return branching(kind, branches);
          } else {
            const Shape input = shape;
            shape = network::output_shape(steps[i], input);
            if constexpr (requires {
                            kind.bias;
                            kind.kernel;
                          }) {
              return convolution(kind, network::has_bias(kind.bias, steps, i), input, shape);
            } else {
              return plain(kind, input);
            }
          }
        },
        steps[i].any());
  }

  static LayerPtr branching(const network::Residual& step, const Branches& branches) {
    return std::make_shared<ResidualLayer>(step.factor, branches);
  }
  static LayerPtr branching(const network::Concat&, const Branches& branches) {
    return std::make_shared<ConcatLayer>(branches);
  }
  static LayerPtr branching(const network::Split&, const Branches& branches) {
    return std::make_shared<SplitLayer>(branches);
  }
  LayerPtr branching(const network::Auxiliary& step, const Branches& branches) const {
    if (context_.auxiliary != nullptr && context_.gradient_checkpointing) {
      throw InputError("gradient_checkpointing: not supported for networks with auxiliary classifiers");
    }
    return std::make_shared<AuxiliaryLayer>(step.weight, branches, context_.auxiliary);
  }
  static LayerPtr branching(const network::Stage&, const Branches& branches) { return branches[0]; }

  template <typename Kind>
  static LayerPtr convolution(const Kind& conv, bool bias, const Shape& input, const Shape& output) {
    const network::Margins zeros = network::margins(conv.kernel, conv.stride, conv.padding, input);
    std::int64_t groups = input.channels;
    if constexpr (std::is_same_v<Kind, network::Conv>) groups = conv.groups;
    auto options = torch::nn::Conv2dOptions(input.channels, output.channels, sides(conv.kernel))
                       .stride(sides(conv.stride))
                       .groups(groups)
                       .bias(bias);
    if (!zeros.symmetric()) return std::make_shared<PaddedConvolution>(zeros, options);
    options.padding(torch::ExpandingArray<2>({zeros.top, zeros.left}));
    return wrap(torch::nn::Conv2d(options));
  }

  LayerPtr plain(const network::Norm& norm, const Shape& input) const {
    const auto with = [&](auto options) { return options.eps(norm.eps).momentum(norm.momentum); };
    if (input.flat) return wrap(torch::nn::BatchNorm1d(with(torch::nn::BatchNorm1dOptions(input.channels))));
    return wrap(torch::nn::BatchNorm2d(with(torch::nn::BatchNorm2dOptions(input.channels))));
  }
  LayerPtr plain(const network::Act& act, const Shape& input) const {
    return act.name.empty() ? exchangeable(input.channels)
                            : make_activation(default_activation(act.name), input.channels, context_.dropout);
  }
  LayerPtr plain(const network::MaxPool& pool, const Shape&) const {
    const Extent stride = pool.stride.value_or(pool.window);
    if (stride == pool.window && stride.height == stride.width && pool.padding == Extent(0) && !pool.ceil)
      return make_max_pool(stride.height);
    return std::make_shared<Function>([=](const at::Tensor& x) {
      return at::max_pool2d(x, sides(pool.window), sides(stride), sides(pool.padding), /*dilation=*/1, pool.ceil);
    });
  }
  LayerPtr plain(const network::AvgPool& pool, const Shape&) const {
    const Extent stride = pool.stride.value_or(pool.window);
    return std::make_shared<Function>(
        [=](const at::Tensor& x) { return at::avg_pool2d(x, sides(pool.window), sides(stride), sides(pool.padding)); });
  }
  LayerPtr plain(const network::GlobalPool&, const Shape&) const {
    return std::make_shared<Function>([](const at::Tensor& x) { return x.mean({2, 3}); });
  }
  LayerPtr plain(const network::AdaptivePool& pool, const Shape&) const {
    return std::make_shared<Function>(
        [=](const at::Tensor& x) { return at::adaptive_avg_pool2d(x, sides(pool.size)); });
  }
  LayerPtr plain(const network::Flatten&, const Shape&) const {
    return std::make_shared<Function>([](const at::Tensor& x) { return x.flatten(1); });
  }
  LayerPtr plain(const network::Dense& dense, const Shape& input) const {
    return wrap(torch::nn::Linear(torch::nn::LinearOptions(input.channels, dense.units).bias(dense.bias)));
  }
  LayerPtr plain(const network::Output& output, const Shape& input) const {
    return wrap(torch::nn::Linear(input.channels, output.classes));
  }
  LayerPtr plain(const network::Dropout& dropout, const Shape&) const {
    return std::make_shared<DropoutLayer>(dropout, context_.dropout);
  }
  LayerPtr plain(const network::Shuffle& shuffle, const Shape&) const {
    return std::make_shared<Function>([groups = shuffle.groups](const at::Tensor& x) { return shuffled(x, groups); });
  }
  LayerPtr plain(const network::Capsules& capsules, const Shape& input) const { return make_capsules(capsules, input); }
  LayerPtr plain(const network::Gate& gate, const Shape& input) const {
    const std::int64_t hidden = gate.hidden(input.channels);
    return std::make_shared<GateLayer>(input.channels, hidden, exchangeable(hidden));
  }

  LayerPtr exchangeable(std::int64_t channels) const {
    return context_.make_activation(activation_, channels, context_.dropout);
  }

  const Params& activation_;
  const ModuleContext& context_;
};

void convert_kernels(torch::nn::Module& network) {
  network.apply([](torch::nn::Module& module) {
    if (auto* convolution = module.as<torch::nn::Conv2dImpl>()) {
      convolution->weight.set_data(convolution->weight.detach().contiguous(at::MemoryFormat::ChannelsLast));
    }
  });
}

}  // namespace

LayerPtr make_network(const Steps& steps, const Params& activation, const ModuleContext& context) {
  const std::vector<network::Layer> layers = network::summarize(steps, context.task.input).layers;
  Shape shape = context.task.input;
  const bool holds_steps =
      std::any_of(layers.begin(), layers.end(), [](const auto& layer) { return layer.holds_steps; });
  const bool channels_last = context.memory_format == "channels_last" ||
                             (context.memory_format == "auto" && context.device.is_cpu() && holds_steps);
  const auto network = channels_last ? std::make_shared<ChannelsLast>() : std::make_shared<Sequence>();
  Builder(activation, context).fill(*network, steps, shape);
  if (channels_last) convert_kernels(*network);
  if (context.gradient_checkpointing) network->recompute(context.dropout);
  return network;
}

LayerPtr make_model(const Params& model, const ModuleContext& context) {
  return make_network(describe_model(model, context.task).steps, model.child("activation"), context);
}

}  // namespace actsweep
