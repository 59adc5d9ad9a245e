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
            shape = network::joined_shape(steps[i], shape, outputs);
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
    return make_residual(step.factor, branches);
  }
  static LayerPtr branching(const network::Concat&, const Branches& branches) { return make_concat(branches); }
  static LayerPtr branching(const network::Split&, const Branches& branches) { return make_split(branches); }
  LayerPtr branching(const network::Auxiliary& step, const Branches& branches) const {
    if (context_.auxiliary != nullptr && context_.gradient_checkpointing) {
      throw InputError("gradient_checkpointing: not supported for networks with auxiliary classifiers");
    }
    return make_auxiliary(step.weight, branches, context_.auxiliary);
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
    if (!zeros.symmetric()) return make_padded_convolution(zeros, options);
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
    return make_function([=](const at::Tensor& x) {
      return at::max_pool2d(x, sides(pool.window), sides(stride), sides(pool.padding), /*dilation=*/1, pool.ceil);
    });
  }
  LayerPtr plain(const network::AvgPool& pool, const Shape&) const {
    const Extent stride = pool.stride.value_or(pool.window);
    return make_function(
        [=](const at::Tensor& x) { return at::avg_pool2d(x, sides(pool.window), sides(stride), sides(pool.padding)); });
  }
  LayerPtr plain(const network::GlobalPool&, const Shape&) const {
    return make_function([](const at::Tensor& x) { return x.mean({2, 3}); });
  }
  LayerPtr plain(const network::AdaptivePool& pool, const Shape&) const {
    return make_function([=](const at::Tensor& x) { return at::adaptive_avg_pool2d(x, sides(pool.size)); });
  }
  LayerPtr plain(const network::Flatten&, const Shape&) const {
    return make_function([](const at::Tensor& x) { return x.flatten(1); });
  }
  LayerPtr plain(const network::Dense& dense, const Shape& input) const {
    return wrap(torch::nn::Linear(torch::nn::LinearOptions(input.channels, dense.units).bias(dense.bias)));
  }
  LayerPtr plain(const network::Output& output, const Shape& input) const {
    return wrap(torch::nn::Linear(input.channels, output.classes));
  }
  LayerPtr plain(const network::Dropout& dropout, const Shape&) const {
    return make_dropout(dropout, context_.dropout);
  }
  LayerPtr plain(const network::Shuffle& shuffle, const Shape&) const { return make_shuffle(shuffle.groups); }
  LayerPtr plain(const network::Capsules& capsules, const Shape& input) const { return make_capsules(capsules, input); }
  LayerPtr plain(const network::Gate& gate, const Shape& input) const {
    const std::int64_t hidden = gate.hidden(input.channels);
    return make_gate(input.channels, hidden, exchangeable(hidden));
  }

  LayerPtr exchangeable(std::int64_t channels) const {
    return context_.make_activation(activation_, channels, context_.dropout);
  }

  const Params& activation_;
  const ModuleContext& context_;
};

}  // namespace

LayerPtr make_network(const Steps& steps, const Params& activation, const ModuleContext& context) {
  const std::vector<network::Layer> layers = network::summarize(steps, context.task.input).layers;
  Shape shape = context.task.input;
  const bool holds_steps =
      std::any_of(layers.begin(), layers.end(), [](const auto& layer) { return layer.holds_steps; });
  const bool channels_last = context.memory_format == "channels_last" ||
                             (context.memory_format == "auto" && context.device.is_cpu() && holds_steps);
  const auto network = channels_last ? std::static_pointer_cast<Sequence>(std::make_shared<ChannelsLast>())
                                     : std::make_shared<Sequence>();
  Builder(activation, context).fill(*network, steps, shape);
  if (channels_last) static_cast<ChannelsLast&>(*network).convert_kernels();
  if (context.gradient_checkpointing) network->recompute(context.dropout);
  return network;
}

LayerPtr make_model(const Params& model, const ModuleContext& context) {
  return make_network(describe_model(model, context.task).steps, model.child("activation"), context);
}

}  // namespace actsweep
