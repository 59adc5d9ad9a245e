#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <hwy/targets.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "models/layers/max_pool_kernel.h"
#include "models/layers/network_module.h"
#include "models/network/notation.h"
#include "models/network/output_shape.h"

namespace actsweep {
namespace {

/// Expects values and gradients bit-identical to LibTorch's.
void expect_same_as_libtorch(const at::Tensor& x, std::int64_t size) {
  const at::Tensor ours_at = x.detach().clone().requires_grad_(), theirs_at = x.detach().clone().requires_grad_();
  const at::Tensor ours = make_max_pool(size)->forward(ours_at), theirs = at::max_pool2d(theirs_at, size);
  ASSERT_EQ(ours.sizes(), theirs.sizes());
  EXPECT_TRUE(at::equal(ours.nan_to_num(1e9), theirs.nan_to_num(1e9)));
  const at::Tensor weights = at::arange(1, ours.numel() + 1, x.options()).view(ours.sizes());
  ours.backward(weights);
  theirs.backward(weights);
  EXPECT_TRUE(ours_at.grad().equal(theirs_at.grad()));
}

TEST(MaxPool, MatchesLibtorchForEveryShape) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    expect_same_as_libtorch(at::randn({3, 5, 28, 28}), 2);
    expect_same_as_libtorch(at::randn({2, 3, 7, 5}), 2);
    expect_same_as_libtorch(at::randn({2, 3, 33, 70}), 3);
    expect_same_as_libtorch(at::randn({1, 1, 2, 2}), 2);
    expect_same_as_libtorch(at::randn({3, 4, 9, 8}).transpose(2, 3), 2);
    expect_same_as_libtorch(at::randn({3, 5, 28, 28}).to(at::kBFloat16), 2);
    expect_same_as_libtorch(at::randn({3, 4, 9, 8}).contiguous(at::MemoryFormat::ChannelsLast), 1);
    hwy::SetSupportedTargetsForTest(0);
  }
}

TEST(MaxPool, ChoosesTheSameOfEqualValuesAndNans) {
  expect_same_as_libtorch(at::randn({4, 4, 12, 12}).relu(), 2);
  at::Tensor x = at::randint(0, 2, {4, 4, 12, 12}).to(at::kFloat);
  x.masked_fill_(at::rand(x.sizes()).lt(0.2), NAN);
  x.masked_fill_(at::rand(x.sizes()).lt(0.2), -HUGE_VALF);
  expect_same_as_libtorch(x, 2);
}

TEST(MaxPool, UsesLibtorchForOtherTypes) {
  const at::Tensor x = at::randn({2, 2, 4, 4}, at::kDouble);
  EXPECT_TRUE(make_max_pool(2)->forward(x).equal(at::max_pool2d(x, 2)));
}

/// LibTorch's rule for the output size is undocumented, so this compares all small windows.
TEST(Pooling, HasTheDescribedShape) {
  RandomStream dropout{0, "dropout"};
  const Params activation(nlohmann::json{{"name", "relu"}});
  for (std::int64_t pixels = 1; pixels <= 9; ++pixels) {
    for (std::int64_t window = 1; window <= std::min<std::int64_t>(pixels, 4); ++window) {
      for (std::int64_t stride = 1; stride <= 4; ++stride) {
        for (std::int64_t padding = 0; padding <= window / 2; ++padding) {
          for (const bool ceil : {false, true}) {
            const network::MaxPool pool{.window = window, .stride = Extent(stride), .padding = padding, .ceil = ceil};
            const Task task{{1, pixels, pixels + 1}, 10};
            const Shape shape = network::output_shape(pool, task.input);
            const LayerPtr module = make_network({pool}, activation, {.task = task, .dropout = dropout});
            EXPECT_EQ(module->forward(at::zeros({1, 1, pixels, pixels + 1})).sizes(),
                      at::IntArrayRef({1, 1, shape.height, shape.width}))
                << network::head(pool) << " of " << to_string(task.input);
          }
        }
      }
    }
  }
}

TEST(Pooling, SupportsWindowsThatEndOutside) {
  RandomStream dropout{0, "dropout"};
  const LayerPtr module =
      make_network({network::MaxPool{.window = 2, .ceil = true}}, Params(nlohmann::json{{"name", "relu"}}),
                   {.task = {{1, 1, 3}, 10}, .dropout = dropout});
  const at::Tensor row = at::tensor({-3.F, -2.F, -1.F}).view({1, 1, 1, 3});
  EXPECT_TRUE(module->forward(row).flatten().equal(at::tensor({-2.F, -1.F})));
}

}  // namespace
}  // namespace actsweep
