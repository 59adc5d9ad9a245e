#include "models/layers/bf16.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/linear.h>

#include <bit>
#include <cmath>
#include <cstdint>

#include "harness/util/files.h"
#include "models/formula/passes.h"

namespace actsweep {
namespace {

struct Dense : Layer {
  Dense(std::int64_t in, std::int64_t out) : dense(register_module("dense", torch::nn::Linear(in, out))) {}
  torch::Tensor forward(torch::Tensor x) override {
    type_seen = (x = dense->forward(x)).scalar_type();
    return x;
  }
  torch::nn::Linear dense;
  at::ScalarType type_seen = at::kFloat;
};

/// Rounds to bfloat16 and converts back to float.
at::Tensor rounded(const at::Tensor& x) { return x.detach().to(at::kBFloat16).to(at::kFloat); }

TEST(Bf16, RoundsInputsOfLayersAndKeepsFloatWeights) {
  const auto inner = std::make_shared<Dense>(40, 8);
  const LayerPtr network = make_bf16(inner, c10::kCPU);
  const at::Tensor x = at::randn({5, 40});
  const at::Tensor y = network->forward(x);
  EXPECT_EQ(inner->type_seen, at::kBFloat16);
  EXPECT_EQ(y.scalar_type(), at::kFloat);
  const at::Tensor& weight = inner->dense->weight;
  const at::Tensor exact = at::linear(rounded(x), rounded(weight), rounded(inner->dense->bias));
  EXPECT_TRUE(y.allclose(exact, /*rtol=*/0x1p-8, /*atol=*/1e-3));  // the sum is rounded once more
  EXPECT_FALSE(y.equal(at::linear(x, weight, inner->dense->bias)));
  y.sum().backward();
  EXPECT_EQ(weight.grad().scalar_type(), at::kFloat);
  EXPECT_TRUE(weight.grad().allclose(rounded(x).sum(0).expand({8, 40}), 0x1p-8, 2e-2));
}

/// Autocast caches rounded weights, which must not outlive a pass.
TEST(Bf16, UsesUpdatedWeights) {
  const auto inner = std::make_shared<Dense>(4, 1);
  const LayerPtr network = make_bf16(inner, c10::kCPU);
  const at::Tensor x = at::ones({1, 4});
  const auto before = network->forward(x).item<float>();
  {
    const at::NoGradGuard no_gradient;
    inner->dense->weight.add_(1);
  }
  EXPECT_NEAR(network->forward(x).item<float>(), before + 4, 0.1);
  const at::Tensor in_float = inner->forward(x);
  EXPECT_EQ(in_float.scalar_type(), at::kFloat);  // not rounded without the wrapper
}

/// Compares with the flags in /proc/cpuinfo.
TEST(Bf16, DetectsCpuSupport) {
  const std::string reason = why_no_bf16(c10::kCPU);
  const bool has_it = read_file("/proc/cpuinfo").find("avx512_bf16") != std::string::npos;
  EXPECT_EQ(reason.empty(), has_it) << reason;
  EXPECT_EQ(reason.find("AVX512_BF16") == std::string::npos, has_it);
}

/// Tests all values of the upper 16 bits of a float, with lower 16 bits around the middle.
TEST(Bf16, IsRoundedLikeInLibtorch) {
  std::vector<float> values;
  for (std::uint32_t upper = 0; upper < 0x10000; ++upper) {
    for (const std::uint32_t lower : {0x0U, 0x1U, 0x7fffU, 0x8000U, 0x8001U, 0xffffU}) {
      values.push_back(std::bit_cast<float>(upper << 16 | lower));
    }
  }
  std::vector<std::uint16_t> ours(values.size());
  std::vector<float> back(values.size());
  formula::round_to_bf16(values.data(), values.size(), ours.data());
  formula::widen_bf16(ours.data(), ours.size(), back.data());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const c10::BFloat16 theirs(values[i]);
    if (std::isnan(values[i])) {
      ASSERT_TRUE(std::isnan(back[i])) << i;
      continue;
    }
    ASSERT_EQ(ours[i], theirs.x) << values[i];
    ASSERT_EQ(back[i], static_cast<float>(theirs)) << values[i];
  }
}

}  // namespace
}  // namespace actsweep
