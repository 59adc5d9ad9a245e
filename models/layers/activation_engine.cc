#include "models/layers/activation_engine.h"

#include <ATen/Parallel.h>

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
  return Kernel(formula::compile({function.value}, variables_of(function)));
}

Kernel backward_of(const ActivationFunction& function) {
  const formula::Expression arriving = formula::variable(kArriving);
  std::vector<formula::Expression> gradients = {arriving * function.derivative};
  for (const LearnedParameter& parameter : function.learned) {
    gradients.push_back(arriving * formula::derivative(function.value, parameter.name));
  }
  std::vector<std::string> names = variables_of(function);
  names.push_back(kArriving);
  return Kernel(formula::compile(gradients, names));
}

/// Whether nobody would notice that the tensor is overwritten.
bool is_ours_alone(const at::Tensor& tensor) { return tensor.use_count() == 1 && tensor.storage().use_count() == 1; }

/// How the values of a tensor lie in memory beside those of the channels' parameters: rows within which they are the
/// same, or run through the channels.
struct Rows {
  std::int64_t count = 1, length = 0;
  std::int64_t channels = 1;
  bool through_channels = false;
};

Rows rows_of(const at::Tensor& x, const at::Tensor& learned) {
  if (!learned.defined() || learned.size(1) == 1) return {.length = x.numel()};
  const std::int64_t channels = x.size(1);
  if (x.dim() == 2 || !x.is_contiguous()) return {x.numel() / channels, channels, channels, true};
  return {x.size(0) * channels, x.numel() / (x.size(0) * channels), channels, false};
}

/// One pass over dense tensors of float that all lie in memory as x does.
void run_kernel(const Kernel& kernel, const at::Tensor& x, const at::Tensor& learned,
                const std::vector<at::Tensor>& others, const std::vector<at::Tensor>& outputs) {
  const Rows rows = rows_of(x, learned);
  const std::int64_t parameters = learned.defined() ? learned.size(0) : 0;
  // Elements [begin, end) of each of the rows [first, last).
  const auto run = [&](std::int64_t first, std::int64_t last, std::int64_t begin, std::int64_t end) {
    std::vector<formula::Input> inputs(kernel.program().variables.size());
    std::vector<float*> to(outputs.size());
    for (std::int64_t row = first; row < last; ++row) {
      const std::int64_t from = row * rows.length + begin;
      auto input = inputs.begin();
      *input++ = {x.data_ptr<float>() + from, false};
      for (std::int64_t p = 0; p < parameters; ++p) {
        const float* values = learned.data_ptr<float>() + p * learned.size(1);
        *input++ = {values + (rows.through_channels ? begin : row % rows.channels), !rows.through_channels};
      }
      for (const at::Tensor& other : others) *input++ = {other.data_ptr<float>() + from, false};
      for (std::size_t k = 0; k < to.size(); ++k) to[k] = outputs[k].data_ptr<float>() + from;
      kernel.run(inputs, to, static_cast<std::size_t>(end - begin));
    }
  };
  constexpr std::int64_t kGrain = 1 << 15;
  if (rows.count == 1) {
    at::parallel_for(0, rows.length, kGrain, [&](std::int64_t begin, std::int64_t end) { run(0, 1, begin, end); });
  } else {
    at::parallel_for(0, rows.count, std::max<std::int64_t>(1, kGrain / rows.length),
                     [&](std::int64_t first, std::int64_t last) { run(first, last, 0, rows.length); });
  }
}

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

/// The same of LibTorch's operations. An infinity is taken as a large number, and what comes out large as infinite.
std::vector<at::Tensor> compose(const formula::Program& program, const at::Tensor& x, const at::Tensor& learned,
                                const std::vector<at::Tensor>& others) {
  const double large = x.scalar_type() == at::kDouble ? 1e100 : 1e12;  // its cube is finite
  const auto inputs = broadcastable(x.clamp(-large, large), learned, others);
  std::vector<at::Tensor> results = formula::run(program, inputs, TensorMath(x.options()));
  const at::Tensor is_infinite = x.isinf();
  for (at::Tensor& result : results) {
    const at::Tensor limit = at::where(result.abs() > large / 100, result * HUGE_VAL, result);
    result = at::where(is_infinite, limit, result).expand_as(x);
  }
  return results;
}

/// A kernel's results for floats on the CPU. The first may take the place of `reusable`.
std::vector<at::Tensor> fuse(const Kernel& kernel, const at::Tensor& x, const at::Tensor& learned,
                             std::vector<at::Tensor> others, const at::Tensor& reusable) {
  const bool is_dense =
      x.is_non_overlapping_and_dense() && (x.is_contiguous() || x.is_contiguous(at::MemoryFormat::ChannelsLast));
  const at::Tensor dense = is_dense ? x : x.contiguous();
  for (at::Tensor& other : others) {
    if (other.strides() != dense.strides()) other = at::empty_like(dense).copy_(other);
  }
  std::vector<at::Tensor> results;
  // A kernel with several results must not overwrite an input.
  const bool reuses =
      reusable.defined() && kernel.program().results.size() == 1 && reusable.strides() == dense.strides();
  if (reuses) results.push_back(reusable);
  while (results.size() < kernel.program().results.size()) results.push_back(at::empty_like(dense));
  run_kernel(kernel, dense, learned.defined() ? learned.contiguous() : learned, others, results);
  return results;
}

std::vector<at::Tensor> defined(std::vector<at::Tensor> tensors) {
  std::erase_if(tensors, [](const at::Tensor& tensor) { return !tensor.defined(); });
  return tensors;
}

/// A sum for each channel, or one.
at::Tensor summed(const at::Tensor& gradient, std::int64_t channels) {
  if (channels == 1) return gradient.sum().view({1});
  std::vector<std::int64_t> others = {0};
  for (std::int64_t i = 2; i < gradient.dim(); ++i) others.push_back(i);
  return gradient.sum(others);
}

}  // namespace

ActivationEngine::Way::Way(Kernel kernel)
    : kernel(std::move(kernel)), cuda_source(formula::cuda_source(this->kernel.lowered())) {}

/// The values of each result of the program, shaped as x. `others` are the inputs besides x and the learned ones; the
/// first result may take the place of `reusable`, one of the tensors given, if that is defined.
std::vector<at::Tensor> ActivationEngine::Way::evaluate(const at::Tensor& x, const at::Tensor& learned,
                                                        std::vector<at::Tensor> others,
                                                        const at::Tensor& reusable) const {
  if (x.is_cpu() && x.scalar_type() == at::kFloat) return fuse(kernel, x, learned, std::move(others), reusable);
  const auto in_type_of_x = [&](std::vector<at::Tensor> results) {
    for (at::Tensor& result : results) result = result.to(x.scalar_type());
    return results;
  };
  if (x.is_cpu() && x.scalar_type() == at::kBFloat16) {
    for (at::Tensor& other : others) other = other.to(at::kFloat);
    const at::Tensor parameters = learned.defined() ? learned.to(at::kFloat) : learned;
    return in_type_of_x(fuse(kernel, x.to(at::kFloat), parameters, std::move(others), {}));
  }
  if (x.is_cuda()) {
    const auto inputs = broadcastable(x, learned, others);
    if (auto results = run_cuda_kernel(cuda_source, kernel.program().results.size(), inputs)) {
      return in_type_of_x(std::move(*results));
    }
  }
  return compose(kernel.lowered(), x, learned, others);
}

ActivationEngine::ActivationEngine(const ActivationFunction& function)
    : forward_(forward_of(function)), backward_(backward_of(function)) {}

at::Tensor ActivationEngine::forward(const at::Tensor& learned, const at::Tensor& random, at::Tensor x) const {
  const at::NoGradGuard no_gradient;
  const at::Tensor reusable = is_ours_alone(x) ? x : at::Tensor();
  return forward_.evaluate(x, learned, defined({random}), reusable)[0];
}

ActivationEngine::Gradients ActivationEngine::backward(const at::Tensor& learned, const at::Tensor& random,
                                                       const at::Tensor& x, at::Tensor arriving) const {
  const at::NoGradGuard no_gradient;
  const at::Tensor reusable = is_ours_alone(arriving) ? arriving : at::Tensor();
  const auto gradients = backward_.evaluate(x, learned, defined({random, arriving}), reusable);
  if (!learned.defined()) return {gradients[0], {}};
  std::vector<at::Tensor> sums;
  for (std::size_t k = 1; k < gradients.size(); ++k) sums.push_back(summed(gradients[k], learned.size(1)));
  return {gradients[0], at::stack(sums)};
}

}  // namespace actsweep
