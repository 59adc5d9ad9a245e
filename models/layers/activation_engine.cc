#include "models/layers/activation_engine.h"

#include <ATen/ATen.h>

#include "models/formula/cuda_source.h"
#include "models/formula/program.h"
#include "models/layers/cuda_kernel.h"
#include "models/layers/tensor_math.h"

namespace actsweep {
namespace {

using formula::Kernel;

// No name of a formula has a space.
constexpr const char* kArriving = "gradient of y";

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
  const formula::Expression arriving = formula::variable(kArriving);
  std::vector<formula::Expression> gradients = {arriving * function.derivative};
  for (const LearnedParameter& parameter : function.learned) {
    gradients.push_back(arriving * formula::derivative(function.value, parameter.name));
  }
  std::vector<std::string> names = variables_of(function);
  names.push_back(kArriving);
  return Kernel(formula::compile(gradients, names), function.derivative_precision);
}

/// Whether nobody would notice that the tensor is overwritten.
bool is_ours_alone(const at::Tensor& tensor) { return tensor.use_count() == 1 && tensor.storage().use_count() == 1; }

/// The inputs of a program: x, each learned parameter as a tensor that can be broadcast to x, and the others.
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

/// A program in LibTorch's operations, shaped as the first input x. An infinite x is taken as a large number, and what
/// comes out large as infinite.
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

std::vector<at::Tensor> defined(std::vector<at::Tensor> tensors) {
  std::erase_if(tensors, [](const at::Tensor& tensor) { return !tensor.defined(); });
  return tensors;
}

/// A sum for each channel, or one.
at::Tensor summed_over(const at::Tensor& gradient, std::int64_t channels) {
  if (channels == 1) return gradient.sum().view({1});
  std::vector<std::int64_t> others = {0};
  for (std::int64_t i = 2; i < gradient.dim(); ++i) others.push_back(i);
  return gradient.sum(others);
}

}  // namespace

ActivationEngine::Way::Way(Kernel kernel) : kernel(std::move(kernel)) {
  if (has_cuda_kernels()) cuda_source = formula::cuda_source(this->kernel.lowered(), this->kernel.precision());
}

/// `others` are the inputs besides x and the learned ones. The first result may take the place of `reusable`, one of
/// the tensors given, if that is defined.
PassResults ActivationEngine::Way::evaluate(const at::Tensor& x, const at::Tensor& learned,
                                            std::vector<at::Tensor> others, const at::Tensor& reusable) const {
  if (x.is_cpu() && x.scalar_type() == at::kFloat) return fused_pass(kernel, x, learned, std::move(others), reusable);
  if (x.is_cpu() && x.scalar_type() == at::kBFloat16) {
    for (at::Tensor& other : others) other = other.to(at::kFloat);
    const at::Tensor parameters = learned.defined() ? learned.to(at::kFloat) : learned;
    PassResults results = fused_pass(kernel, x.to(at::kFloat), parameters, std::move(others), {});
    results.first = results.first.to(at::kBFloat16);
    return results;
  }
  const auto inputs = broadcastable(x, learned, others);
  auto results = x.is_cuda() ? run_cuda_kernel(cuda_source, kernel.program().results.size(), inputs) : std::nullopt;
  if (!results) results = compose(kernel.lowered(), inputs);
  PassResults summed{results->front().to(x.scalar_type()), {}};
  if (results->size() == 1) return summed;
  std::vector<at::Tensor> sums;
  for (std::size_t k = 1; k < results->size(); ++k) sums.push_back(summed_over((*results)[k], learned.size(1)));
  summed.sums = at::stack(sums);
  return summed;
}

ActivationEngine::ActivationEngine(const ActivationFunction& function)
    : forward_(forward_of(function)), backward_(backward_of(function)) {}

at::Tensor ActivationEngine::forward(const at::Tensor& learned, const at::Tensor& random, at::Tensor x) const {
  const at::NoGradGuard no_gradient;
  const at::Tensor reusable = is_ours_alone(x) ? x : at::Tensor();
  return forward_.evaluate(x, learned, defined({random}), reusable).first;
}

ActivationEngine::Gradients ActivationEngine::backward(const at::Tensor& learned, const at::Tensor& random,
                                                       const at::Tensor& x, at::Tensor arriving) const {
  const at::NoGradGuard no_gradient;
  const at::Tensor reusable = is_ours_alone(arriving) ? arriving : at::Tensor();
  PassResults results = backward_.evaluate(x, learned, defined({random, arriving}), reusable);
  return {std::move(results.first), learned.defined() ? results.sums.to(learned.scalar_type()) : at::Tensor()};
}

}  // namespace actsweep
