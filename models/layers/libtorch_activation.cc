#include "models/layers/libtorch_activation.h"

#include <ATen/ATen.h>

#include <map>

namespace actsweep {
namespace {

using at::Tensor;

/// elu, selu and celu, which are one function in LibTorch.
LibtorchOperator elu(double alpha, double scale, double input_scale) {
  return {[=](const Tensor& x) { return at::elu(x, alpha, scale, input_scale); },
          [=](const Tensor& x, const Tensor&, const Tensor& gradient) {
            return at::elu_backward(gradient, alpha, scale, input_scale, false, x);
          }};
}

LibtorchOperator gelu(const char* approximation) {
  return {[=](const Tensor& x) { return at::gelu(x, approximation); },
          [=](const Tensor& x, const Tensor&, const Tensor& g) { return at::gelu_backward(g, x, approximation); }};
}

LibtorchOperator hardtanh(double min, double max) {
  return {[=](const Tensor& x) { return at::hardtanh(x, min, max); },
          [=](const Tensor& x, const Tensor&, const Tensor& g) { return at::hardtanh_backward(g, x, min, max); }};
}

const LibtorchOperator kSilu = {
    [](const Tensor& x) { return at::silu(x); },
    [](const Tensor& x, const Tensor&, const Tensor& g) { return at::silu_backward(g, x); }};

const std::map<std::string, LibtorchOperator>& operators() {
  static const std::map<std::string, LibtorchOperator> all = {
      {"relu",
       {[](const Tensor& x) { return at::relu(x); },
        [](const Tensor&, const Tensor& y, const Tensor& g) { return at::threshold_backward(g, y, 0); }}},
      {"relu6", hardtanh(0, 6)},
      {"leaky_relu",
       {[](const Tensor& x) { return at::leaky_relu(x, 0.3); },
        [](const Tensor& x, const Tensor&, const Tensor& g) { return at::leaky_relu_backward(g, x, 0.3, false); }}},
      {"prelu", {[](const Tensor& x) { return at::prelu(x, at::full({1}, 0.25)); }}},
      {"thresholded_relu",
       {[](const Tensor& x) { return at::threshold(x, 1, 0); },
        [](const Tensor& x, const Tensor&, const Tensor& g) { return at::threshold_backward(g, x, 1); }}},
      {"elu", elu(1, 1, 1)},
      {"selu", elu(1.6732632423543772, 1.0507009873554805, 1)},
      {"celu", elu(1, 1, 1)},
      {"gelu", gelu("none")},
      {"gelu_tanh", gelu("tanh")},
      {"silu", kSilu},
      {"swish", kSilu},
      {"mish",
       {[](const Tensor& x) { return at::mish(x); },
        [](const Tensor& x, const Tensor&, const Tensor& g) { return at::mish_backward(g, x); }}},
      {"hard_swish",
       {[](const Tensor& x) { return at::hardswish(x); },
        [](const Tensor& x, const Tensor&, const Tensor& g) { return at::hardswish_backward(g, x); }}},
      {"sigmoid",
       {[](const Tensor& x) { return at::sigmoid(x); },
        [](const Tensor&, const Tensor& y, const Tensor& g) { return at::sigmoid_backward(g, y); }}},
      {"tanh",
       {[](const Tensor& x) { return at::tanh(x); },
        [](const Tensor&, const Tensor& y, const Tensor& g) { return at::tanh_backward(g, y); }}},
      {"hardtanh", hardtanh(-1, 1)},
      {"tanhshrink", {[](const Tensor& x) { return x - at::tanh(x); }}},
      {"softshrink",
       {[](const Tensor& x) { return at::softshrink(x); },
        [](const Tensor& x, const Tensor&, const Tensor& g) { return at::softshrink_backward(g, x, 0.5); }}},
      {"hardshrink",
       {[](const Tensor& x) { return at::hardshrink(x); },
        [](const Tensor& x, const Tensor&, const Tensor& g) { return at::hardshrink_backward(g, x, 0.5); }}},
      {"softplus",
       {[](const Tensor& x) { return at::softplus(x); },
        [](const Tensor& x, const Tensor&, const Tensor& g) { return at::softplus_backward(g, x, 1, 20); }}},
      {"logsigmoid", {[](const Tensor& x) { return at::log_sigmoid(x); }}},
  };
  return all;
}

class LibtorchActivation : public Layer {
 public:
  explicit LibtorchActivation(const LibtorchOperator& op) : op_(op) {}
  torch::Tensor forward(torch::Tensor x) override { return op_.forward(x); }

 private:
  const LibtorchOperator& op_;
};

}  // namespace

const LibtorchOperator* libtorch_operator(const std::string& activation) {
  const auto found = operators().find(activation);
  return found == operators().end() ? nullptr : &found->second;
}

LayerPtr make_libtorch_activation(const LibtorchOperator& op) { return std::make_shared<LibtorchActivation>(op); }

}  // namespace actsweep
