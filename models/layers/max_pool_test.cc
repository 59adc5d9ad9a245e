#include "models/layers/max_pool.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <hwy/targets.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "models/layers/max_pool_kernel.h"

namespace actsweep {
namespace {

/// Value and gradient of ours beside those of LibTorch, to the bit.
void expect_libtorchs(const at::Tensor& x, std::int64_t size) {
  const at::Tensor ours_at = x.detach().clone().requires_grad_(), theirs_at = x.detach().clone().requires_grad_();
  const at::Tensor ours = make_max_pool(size)->forward(ours_at), theirs = at::max_pool2d(theirs_at, size);
  ASSERT_EQ(ours.sizes(), theirs.sizes());
  EXPECT_TRUE(at::equal(ours.nan_to_num(1e9), theirs.nan_to_num(1e9)));
  const at::Tensor weights = at::arange(1, ours.numel() + 1, x.options()).view(ours.sizes());
  ours.backward(weights);
  theirs.backward(weights);
  EXPECT_TRUE(ours_at.grad().equal(theirs_at.grad()));
}

TEST(MaxPool, IsLibtorchsWhateverTheShape) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    expect_libtorchs(at::randn({3, 5, 28, 28}), 2);
    expect_libtorchs(at::randn({2, 3, 7, 5}), 2);
    expect_libtorchs(at::randn({2, 3, 33, 70}), 3);
    expect_libtorchs(at::randn({1, 1, 2, 2}), 2);
    expect_libtorchs(at::randn({3, 4, 9, 8}).transpose(2, 3), 2);
    expect_libtorchs(at::randn({3, 5, 28, 28}).to(at::kBFloat16), 2);
    expect_libtorchs(at::randn({3, 4, 9, 8}).contiguous(at::MemoryFormat::ChannelsLast), 1);
    hwy::SetSupportedTargetsForTest(0);
  }
}

TEST(MaxPool, TakesTheSameOneOfEqualsAndOfNans) {
  expect_libtorchs(at::randn({4, 4, 12, 12}).relu(), 2);
  at::Tensor x = at::randint(0, 2, {4, 4, 12, 12}).to(at::kFloat);
  x.masked_fill_(at::rand(x.sizes()).lt(0.2), NAN);
  x.masked_fill_(at::rand(x.sizes()).lt(0.2), -HUGE_VALF);
  expect_libtorchs(x, 2);
}

TEST(MaxPool, LeavesOtherTypesToLibtorch) {
  const at::Tensor x = at::randn({2, 2, 4, 4}, at::kDouble);
  EXPECT_TRUE(make_max_pool(2)->forward(x).equal(at::max_pool2d(x, 2)));
}

}  // namespace
}  // namespace actsweep
