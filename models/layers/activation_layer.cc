#include "models/layers/activation_layer.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "models/activations/activation.h"
#include "models/formula/kernel.h"
#include "models/formula/program.h"
#include "models/layers/tensor_math.h"

namespace actsweep {
namespace {

using formula::Kernel;
using formula::Program;

/// An activation, compiled once for all tensors. The programs' variables are x, the learned parameters, the
/// random one and, for `backward`, the gradient that arrives. The results of `backward` are the gradients by x and by
/// each learned parameter, element by element.
struct Engine {
  Kernel forward, backward;
};

Engine engine_of(const ActivationFunction& function) {
  std::vector<std::string> names = {"x"};
  for (const LearnedParameter& parameter : function.learned) names.push_back(parameter.name);
  if (!function.random.empty()) names.push_back(function.random);
  Kernel forward(formula::compile({function.value}, names));
  // No name of a formula has a space.
  const formula::Expression arriving = formula::variable("gradient of y");
  names.push_back("gradient of y");
  std::vector<formula::Expression> gradients = {arriving * function.derivative};
  for (const LearnedParameter& parameter : function.learned) {
    gradients.push_back(arriving * formula::derivative(function.value, parameter.name));
  }
  return {std::move(forward), Kernel(formula::compile(gradients, names))};
}

/// Stands for learned or random parameters where there are none: autograd takes no undefined tensor.
at::Tensor absent() { return at::empty({0}); }
bool is_absent(const at::Tensor& tensor) { return tensor.dim() == 1 && tensor.size(0) == 0; }

/// How the values of a tensor lie in memory beside those of the channels' parameters: rows within which they are the
/// same, or run through the channels.
struct Rows {
  std::int64_t count = 1, length = 0;
  std::int64_t channels = 1;
  bool through_channels = false;
};

Rows rows_of(const at::Tensor& x, const at::Tensor& learned) {
  if (is_absent(learned) || learned.size(1) == 1) return {.length = x.numel()};
  const std::int64_t channels = x.size(1);
  if (x.dim() == 2 || !x.is_contiguous()) return {x.numel() / channels, channels, channels, true};
  return {x.size(0) * channels, x.numel() / (x.size(0) * channels), channels, false};
}

/// One pass over dense tensors of float that all lie in memory as `streams[0]` does.
std::vector<at::Tensor> run_kernel(const Kernel& kernel, const at::Tensor& x, const at::Tensor& learned,
                                   const std::vector<at::Tensor>& others) {
  std::vector<at::Tensor> outputs;
  for (std::size_t k = 0; k < kernel.program().results.size(); ++k) outputs.push_back(at::empty_like(x));
  const Rows rows = rows_of(x, learned);
  const std::int64_t parameters = is_absent(learned) ? 0 : learned.size(0);
  const auto run = [&](std::int64_t row, std::int64_t begin, std::int64_t end) {
    const std::int64_t from = row * rows.length + begin;
    std::vector<formula::Input> inputs = {{x.data_ptr<float>() + from, false}};
    for (std::int64_t p = 0; p < parameters; ++p) {
      const float* values = learned.data_ptr<float>() + p * learned.size(1);
      inputs.push_back({values + (rows.through_channels ? begin : row % rows.channels), !rows.through_channels});
    }
    for (const at::Tensor& other : others) inputs.push_back({other.data_ptr<float>() + from, false});
    std::vector<float*> to;
    for (const at::Tensor& output : outputs) to.push_back(output.data_ptr<float>() + from);
    kernel.run(inputs, to, static_cast<std::size_t>(end - begin));
  };
  constexpr std::int64_t kGrain = 1 << 15;
  if (rows.count == 1) {
    at::parallel_for(0, rows.length, kGrain, [&](std::int64_t begin, std::int64_t end) { run(0, begin, end); });
  } else {
    at::parallel_for(0, rows.count, std::max<std::int64_t>(1, kGrain / rows.length),
                     [&](std::int64_t begin, std::int64_t end) {
                       for (std::int64_t row = begin; row < end; ++row) run(row, 0, rows.length);
                     });
  }
  return outputs;
}

/// The same of LibTorch's operations. An infinity is taken as a large number, and what comes out large as infinite.
std::vector<at::Tensor> compose(const Program& program, const at::Tensor& x, const at::Tensor& learned,
                                const std::vector<at::Tensor>& others) {
  const double large = x.scalar_type() == at::kDouble ? 1e100 : 1e12;  // its cube is finite
  std::vector<at::Tensor> inputs = {x.clamp(-large, large)};
  if (!is_absent(learned)) {
    std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
    shape[1] = learned.size(1);
    for (const at::Tensor& parameter : learned.unbind(0)) inputs.push_back(parameter.view(shape));
  }
  inputs.insert(inputs.end(), others.begin(), others.end());
  std::vector<at::Tensor> results = formula::run(program, inputs, TensorMath(x.options()));
  const at::Tensor is_infinite = x.isinf();
  for (at::Tensor& result : results) {
    const at::Tensor limit = at::where(result.abs() > large / 100, result * HUGE_VAL, result);
    result = at::where(is_infinite, limit, result).expand_as(x);
  }
  return results;
}

/// The values of each result of a program, shaped as x, in whatever way x allows.
std::vector<at::Tensor> evaluate(const Kernel& kernel, at::Tensor x, const at::Tensor& learned,
                                 std::vector<at::Tensor> others) {
  if (x.is_cpu() && x.scalar_type() == at::kBFloat16) {
    for (at::Tensor& other : others) other = other.to(at::kFloat);
    std::vector<at::Tensor> results = evaluate(kernel, x.to(at::kFloat), learned.to(at::kFloat), others);
    for (at::Tensor& result : results) result = result.to(at::kBFloat16);
    return results;
  }
  if (x.is_cpu() && x.scalar_type() == at::kFloat) {
    if (!x.is_non_overlapping_and_dense() || (!x.is_contiguous() && !x.is_contiguous(at::MemoryFormat::ChannelsLast))) {
      x = x.contiguous();
    }
    for (at::Tensor& other : others) {
      if (other.strides() != x.strides()) other = at::empty_like(x).copy_(other);
    }
    return run_kernel(kernel, x, learned.contiguous(), others);
  }
  return compose(kernel.program(), x, learned, others);
}

class ActivationFunctionNode : public torch::autograd::Function<ActivationFunctionNode> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& learned,
                            const at::Tensor& random, const std::shared_ptr<const Engine>& engine) {
    context->save_for_backward({x, learned, random});
    context->saved_data["engine"] = c10::IValue::make_capsule(c10::make_intrusive<Held>(engine));
    return evaluate(engine->forward, x, learned, given({random}))[0];
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& arriving) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "activations have no second derivative: create_graph is not supported");
    const auto saved = context->get_saved_variables();
    const auto held = c10::static_intrusive_pointer_cast<Held>(context->saved_data["engine"].toCapsule());
    const Engine& engine = *held->engine;
    const auto gradients = evaluate(engine.backward, saved[0], saved[1], given({saved[2], arriving[0]}));
    at::Tensor of_learned;
    if (!is_absent(saved[1])) {
      std::vector<at::Tensor> sums;
      for (std::size_t k = 1; k < gradients.size(); ++k) sums.push_back(summed(gradients[k], saved[1].size(1)));
      of_learned = at::stack(sums);
    }
    return {gradients[0], of_learned, at::Tensor(), at::Tensor()};
  }

 private:
  struct Held : torch::CustomClassHolder {
    explicit Held(std::shared_ptr<const Engine> engine) : engine(std::move(engine)) {}
    std::shared_ptr<const Engine> engine;
  };

  static std::vector<at::Tensor> given(std::vector<at::Tensor> tensors) {
    std::erase_if(tensors, is_absent);
    return tensors;
  }

  /// A sum for each channel, or one.
  static at::Tensor summed(const at::Tensor& gradient, std::int64_t channels) {
    if (channels == 1) return gradient.sum().view({1});
    std::vector<std::int64_t> others = {0};
    for (std::int64_t i = 2; i < gradient.dim(); ++i) others.push_back(i);
    return gradient.sum(others);
  }
};

class ActivationLayer : public Layer {
 public:
  ActivationLayer(const ActivationFunction& function, std::int64_t channels, RandomStream& stream)
      : engine_(std::make_shared<const Engine>(engine_of(function))),
        is_random_(!function.random.empty()),
        lower_(function.random_lower),
        upper_(function.random_upper),
        stream_(stream) {
    if (function.learned.empty()) return;
    std::vector<at::Tensor> rows;
    for (std::size_t k = 0; k < function.learned.size(); ++k) {
      rows.push_back(at::full({function.learned[k].per_channel ? channels : 1}, function.initial[k]));
    }
    learned_ = register_parameter("learned", at::stack(rows));
  }

  torch::Tensor forward(const torch::Tensor& x) override {
    at::Tensor random = absent();
    if (is_random_) {
      const at::Tensor like = x.scalar_type() == at::kBFloat16 ? x.to(at::kFloat) : x;
      random = is_training() ? stream_.uniform(like, lower_, upper_)
                             : at::full_like(like, (lower_ + upper_) / 2, like.options().requires_grad(false));
    }
    return ActivationFunctionNode::apply(x, learned_, random, engine_);
  }

 private:
  std::shared_ptr<const Engine> engine_;
  at::Tensor learned_ = absent();
  bool is_random_;
  double lower_, upper_;
  RandomStream& stream_;
};

}  // namespace

LayerPtr make_activation(const Params& params, std::int64_t channels, RandomStream& stream) {
  return std::make_shared<ActivationLayer>(activation_function(params), channels, stream);
}

}  // namespace actsweep
