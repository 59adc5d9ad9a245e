#include "models/layers/activation_engine.h"

#include <ATen/ATen.h>

#include "models/formula/cuda_source.h"
#include "models/formula/program.h"
#include "models/layers/cuda_kernel.h"
#include "models/layers/tensor_math.h"

namespace actsweep {
namespace {

using formula::Kernel;

// Contains a space, so it cannot clash with a name in a formula.
constexpr const char* kGradOutput = "grad output";

std::vector<std::string> variables_of(const ActivationFunction& function) {
  std::vector<std::string> names = {"x"};
  for (const LearnedParameter& parameter : function.learned) names.push_back(parameter.name);
  if (!function.random.empty()) names.push_back(function.random);
  return names;
}

Kernel forward_of(const ActivationFunction& function) {
  return Kernel(formula::compile({function.value}, variables_of(function)), function.value_precision);
}

Kernel backward_of(const ActivationFunction& function) {
  const formula::Expression grad_output = formula::variable(kGradOutput);
  std::vector<formula::Expression> gradients = {grad_output * function.derivative};
  for (const LearnedParameter& parameter : function.learned) {
    gradients.push_back(grad_output * formula::derivative(function.value, parameter.name));
  }
  std::vector<std::string> names = variables_of(function);
  names.push_back(kGradOutput);
  return Kernel(formula::compile(gradients, names), function.derivative_precision);
}

/// A kernel for both f(x) and f'(x), if it is cheaper than two separate kernels.
std::optional<Kernel> joint_of(const ActivationFunction& function, const Kernel& forward, const Kernel& backward) {
  if (!function.learned.empty()) return std::nullopt;
  Kernel joint(formula::compile({function.value, function.derivative}, variables_of(function)),
               std::max(forward.precision(), backward.precision()));
  if (joint.cost() >= forward.cost() + backward.cost()) return std::nullopt;
  return joint;
}

/// Whether the tensor can be overwritten: there is no other reference to it or its storage.
bool is_sole_owner(const at::Tensor& tensor) { return tensor.use_count() == 1 && tensor.storage().use_count() == 1; }

/// The inputs of a program: x, each learned parameter in a shape that broadcasts to x, and the others.
std::vector<at::Tensor> broadcastable(const at::Tensor& x, const at::Tensor& learned,
                                      const std::vector<at::Tensor>& others) {
  std::vector<at::Tensor> inputs = {x};
  if (learned.defined()) {
    std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
    shape[1] = learned.size(1);
    for (const at::Tensor& parameter : learned.unbind(0)) inputs.push_back(parameter.view(shape));
  }
  inputs.insert(inputs.end(), others.begin(), others.end());
  return inputs;
}

/// Runs a program with LibTorch's operations; results have the shape of the first input, x. Replaces an infinite x with
/// a large number, and large results for it with infinity.
std::vector<at::Tensor> compose(const formula::Program& program, std::vector<at::Tensor> inputs) {
  const at::Tensor x = inputs[0];
  const double large = x.scalar_type() == at::kDouble ? 1e80 : 1e12;  // its cube is finite
  inputs[0] = x.clamp(-large, large);
  std::vector<at::Tensor> results = formula::run(program, inputs, TensorMath(x.options()));
  const at::Tensor is_infinite = x.isinf();
  for (at::Tensor& result : results) {
    const at::Tensor limit = at::where(result.abs() > large / 100, result * HUGE_VAL, result);
    result = at::where(is_infinite, limit, result).expand_as(x);
  }
  return results;
}

bool is_fused(const at::Tensor& x) {
  return x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

std::vector<at::Tensor> defined(std::vector<at::Tensor> tensors) {
  std::erase_if(tensors, [](const at::Tensor& tensor) { return !tensor.defined(); });
  return tensors;
}

/// The sum of each channel, or of the whole tensor for one channel.
at::Tensor summed_over(const at::Tensor& gradient, std::int64_t channels) {
  if (channels == 1) return gradient.sum().view({1});
  std::vector<std::int64_t> others = {0};
  for (std::int64_t i = 2; i < gradient.dim(); ++i) others.push_back(i);
  return gradient.sum(others);
}

}  // namespace

ActivationEngine::Evaluator::Evaluator(Kernel kernel) : kernel(std::move(kernel)) {
  if (has_cuda_kernels()) cuda_source = formula::cuda_source(this->kernel.lowered(), this->kernel.precision());
}

PassResults ActivationEngine::Evaluator::evaluate(std::size_t elementwise, const at::Tensor& x,
                                                  const at::Tensor& learned, std::vector<at::Tensor> others,
                                                  const at::Tensor& reusable) const {
  if (is_fused(x)) {
    const at::Tensor parameters = learned.defined() ? learned.to(at::kFloat) : learned;
    return fused_pass(kernel, elementwise, x, parameters, std::move(others), reusable);
  }
  const auto inputs = broadcastable(x, learned, others);
  auto all = x.is_cuda() ? run_cuda_kernel(cuda_source, kernel.program().results.size(), inputs) : std::nullopt;
  if (!all) all = compose(kernel.lowered(), inputs);
  PassResults results;
  std::vector<at::Tensor> sums;
  for (std::size_t k = 0; k < all->size(); ++k) {
    if (k < elementwise) {
      results.elementwise.push_back((*all)[k].to(x.scalar_type()));
    } else {
      sums.push_back(summed_over((*all)[k], learned.size(1)));
    }
  }
  if (!sums.empty()) results.sums = at::stack(sums);
  return results;
}

ActivationEngine::ActivationEngine(const ActivationFunction& function)
    : forward_(forward_of(function)),
      backward_(backward_of(function)),
      joint_(joint_of(function, forward_.kernel, backward_.kernel)),
      saves_output_(function.saves_output) {}

/// Only on the CPU: a GPU computes f'(x) for free while it reads x, but an additional tensor costs bandwidth.
bool ActivationEngine::saves_derivative(const at::Tensor& x) const { return joint_ && is_fused(x); }

bool ActivationEngine::saves_input(const at::Tensor& x) const { return !saves_output_ && !saves_derivative(x); }

at::Tensor ActivationEngine::forward(const at::Tensor& learned, const at::Tensor& random, at::Tensor x) const {
  const at::NoGradGuard no_gradient;
  const at::Tensor reusable = is_sole_owner(x) ? x : at::Tensor();
  return forward_.evaluate(1, x, learned, defined({random}), reusable).elementwise[0];
}

ActivationEngine::Recorded ActivationEngine::record(const at::Tensor& learned, const at::Tensor& random,
                                                    at::Tensor x) const {
  if (saves_derivative(x)) {
    const at::Tensor reusable = is_sole_owner(x) ? x : at::Tensor();
    std::vector<at::Tensor> results = fused_pass(*joint_, 2, x, learned, defined({random}), reusable).elementwise;
    return {std::move(results[0]), std::move(results[1])};
  }
  if (!saves_output_) return {forward(learned, random, x), x};
  const at::Tensor y = forward(learned, random, std::move(x));
  return {y, y};
}

ActivationEngine::Gradients ActivationEngine::backward(const at::Tensor& learned, const at::Tensor& random,
                                                       const at::Tensor& saved, at::Tensor grad_output) const {
  const at::NoGradGuard no_gradient;
  const at::Tensor reusable = is_sole_owner(grad_output) ? grad_output : at::Tensor();
  if (saves_derivative(saved)) return {reusable.defined() ? grad_output.mul_(saved) : grad_output.mul(saved), {}};
  PassResults results = backward_.evaluate(1, saved, learned, defined({random, grad_output}), reusable);
  return {std::move(results.elementwise[0]), learned.defined() ? results.sums.to(learned.scalar_type()) : at::Tensor()};
}

}  // namespace actsweep
