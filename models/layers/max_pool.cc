#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "models/layers/autograd_node.h"
#include "models/layers/max_pool_kernel.h"
#include "models/layers/network_layers.h"

namespace actsweep {
namespace {

using torch::autograd::variable_list;

/// Runs f(plane) in parallel for each channel of each image.
template <typename F>
void for_planes(std::int64_t planes, std::int64_t pixels, const F& f) {
  at::parallel_for(0, planes, std::max<std::int64_t>(1, (1 << 15) / pixels), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t plane = begin; plane < end; ++plane) f(plane);
  });
}

struct MaxPoolBackward : torch::autograd::Node {
  MaxPoolBackward(at::IntArrayRef input_shape, at::Tensor pixel)
      : input_shape(input_shape.vec()), pixel(std::move(pixel)) {}

  variable_list apply(variable_list&& grad_outputs) override {
    TORCH_CHECK(!at::GradMode::is_enabled(), "max pooling has no second derivative; create_graph is not supported");
    if (!grad_outputs[0].defined()) return variable_list(1);
    const at::Tensor of_output = grad_outputs[0].contiguous();
    at::Tensor of_input = at::zeros(input_shape, of_output.options());
    const std::int64_t planes = input_shape[0] * input_shape[1], windows = pixel.size(1);
    const std::int64_t pixels = input_shape[2] * input_shape[3];
    const float* const from = of_output.data_ptr<float>();
    const std::int32_t* const to = pixel.data_ptr<std::int32_t>();
    float* const sums = of_input.data_ptr<float>();
    for_planes(planes, pixels, [&](std::int64_t plane) {
      for (std::int64_t i = plane * windows; i < (plane + 1) * windows; ++i) sums[plane * pixels + to[i]] = from[i];
    });
    return {std::move(of_input)};
  }

  void release_variables() override { pixel.reset(); }

  std::vector<std::int64_t> input_shape;
  at::Tensor pixel;  ///< [planes, windows]: index of the maximum in its plane
};

class MaxPool : public Layer {
 public:
  explicit MaxPool(std::int64_t size) : size_(size) {}

  torch::Tensor forward(torch::Tensor x) override {
    if (x.is_cpu() && x.scalar_type() == at::kBFloat16) return forward(x.to(at::kFloat)).to(at::kBFloat16);
    const bool is_planar = x.is_contiguous() || !x.is_contiguous(at::MemoryFormat::ChannelsLast);
    if (!x.is_cpu() || x.scalar_type() != at::kFloat || !is_planar) return at::max_pool2d(x, size_);
    const at::Tensor images = x.detach().contiguous();
    const PoolWindows windows(x.size(2), x.size(3), size_);
    const std::int64_t planes = x.size(0) * x.size(1), pixels = x.size(2) * x.size(3);
    const auto count = static_cast<std::int64_t>(windows.count());
    at::Tensor y = at::empty({x.size(0), x.size(1), windows.rows, windows.columns}, images.options());
    const at::Tensor pixel = at::empty({planes, count}, at::kInt);
    const float* const from = images.data_ptr<float>();
    float* const maxima = y.data_ptr<float>();
    std::int32_t* const indices = pixel.data_ptr<std::int32_t>();
    for_planes(planes, pixels, [&](std::int64_t plane) {
      max_pool(windows, from + plane * pixels, maxima + plane * count, indices + plane * count);
    });
    if (at::GradMode::is_enabled() && x.requires_grad()) {
      const auto node = make_node<MaxPoolBackward>(x.sizes(), pixel);
      node->set_next_edges(torch::autograd::collect_next_edges(x));
      torch::autograd::set_history(y, node);
    }
    return y;
  }

 private:
  std::int64_t size_;
};

}  // namespace

LayerPtr make_max_pool(std::int64_t size) { return std::make_shared<MaxPool>(size); }

}  // namespace actsweep
