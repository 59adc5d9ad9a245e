#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include <cmath>

#include "harness/train/test_config.h"
#include "models/init/initializer.h"
#include "models/layers/network_module.h"

namespace actsweep {
namespace {

/// A network with one layer of each kind.
struct LayersImpl : torch::nn::Module {
  torch::nn::Conv2d convolution{register_module("convolution", torch::nn::Conv2d(30, 50, 3))};
  torch::nn::BatchNorm2d norm{register_module("norm", torch::nn::BatchNorm2d(50))};
  torch::nn::Linear dense{register_module("dense", torch::nn::Linear(200, 300))};
  torch::nn::Linear unbiased{
      register_module("unbiased", torch::nn::Linear(torch::nn::LinearOptions(20, 30).bias(false)))};
};
TORCH_MODULE(Layers);

void apply(const std::string& name, const nlohmann::json& given, std::uint64_t seed, Layers& layers) {
  nlohmann::json params = testing::default_component("initializer", name);
  if (!given.is_null()) params.update(given);
  at::Generator generator = at::detail::createCPUGenerator(seed);
  initialize(*layers, Params(params), generator);
}

void apply(const std::string& name, std::uint64_t seed, Layers& layers) { apply(name, {}, seed, layers); }

bool is_random(const std::string& name) { return name != "zeros" && name != "constant" && name != "identity"; }

class EveryInitializer : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryInitializer, IsDeterministicAndDependsOnTheSeed) {
  Layers a, b, c;
  apply(GetParam(), 1, a);
  apply(GetParam(), 1, b);
  apply(GetParam(), 2, c);
  for (std::size_t i = 0; i < a->parameters().size(); ++i)
    EXPECT_TRUE(a->parameters()[i].equal(b->parameters()[i])) << i;
  EXPECT_NE(a->convolution->weight.equal(c->convolution->weight), is_random(GetParam()));
  EXPECT_NE(a->dense->weight.equal(c->dense->weight), is_random(GetParam()));
}

TEST_P(EveryInitializer, SetsEveryWeightOfDenseAndConvolutionalLayers) {
  Layers layers;
  const at::NoGradGuard no_grad;
  for (at::Tensor& parameter : layers->parameters()) parameter.fill_(1e6);
  apply(GetParam(), 1, layers);
  for (const at::Tensor& weight : {layers->convolution->weight, layers->dense->weight, layers->unbiased->weight}) {
    EXPECT_LT(weight.abs().max().item<double>(), 10);
    if (!is_random(GetParam())) continue;
    EXPECT_NEAR(weight.mean().item<double>(), 0, 5 * weight.std().item<double>() / std::sqrt(weight.numel()));
    EXPECT_GT(weight.std().item<double>(), 0);
  }
  EXPECT_LT(layers->convolution->bias.abs().max().item<double>(), 10);
  EXPECT_LT(layers->dense->bias.abs().max().item<double>(), 10);
}

TEST_P(EveryInitializer, LeavesBatchNormAlone) {
  Layers layers;
  apply(GetParam(), 1, layers);
  EXPECT_TRUE(layers->norm->weight.equal(at::ones({50})));
  EXPECT_TRUE(layers->norm->bias.equal(at::zeros({50})));
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryInitializer,
                         ::testing::ValuesIn(testing::registered_names<InitializerKind>()),
                         [](const auto& info) { return info.param; });

/// Expects values uniform in ±bound: extremes close to the bounds, and the matching standard deviation.
void expect_uniform(const at::Tensor& values, double bound) {
  EXPECT_LE(values.abs().max().item<double>(), bound * (1 + 1e-6));
  EXPECT_GT(values.max().item<double>(), 0.95 * bound);
  EXPECT_LT(values.min().item<double>(), -0.95 * bound);
  if (values.numel() > 1000) {
    EXPECT_NEAR(values.std().item<double>(), bound / std::sqrt(3.0), 0.03 * bound);
  }
}

TEST(PytorchDefault, IsUniformWithinOneOverTheRootOfFanIn) {
  Layers layers;
  apply("pytorch_default", 1, layers);
  expect_uniform(layers->convolution->weight, 1 / std::sqrt(30.0 * 9));
  expect_uniform(layers->dense->weight, 1 / std::sqrt(200.0));
  expect_uniform(layers->dense->bias, 1 / std::sqrt(200.0));
}

TEST(GlorotUniform, IsUniformWithZeroBiases) {
  Layers layers;
  apply("glorot_uniform", 1, layers);
  expect_uniform(layers->convolution->weight, std::sqrt(6.0 / (30 * 9 + 50 * 9)));
  expect_uniform(layers->dense->weight, std::sqrt(6.0 / (200 + 300)));
  EXPECT_TRUE(layers->convolution->bias.equal(at::zeros({50})));
  EXPECT_TRUE(layers->dense->bias.equal(at::zeros({300})));
}

struct Moments {
  const char* name;
  nlohmann::json given;
  double mean, variance, bound;  ///< of the convolution's weights; `bound` is infinite if there is none
};

/// 30 channels, 50 filters, kernels of 3 x 3.
constexpr double kFanIn = 30 * 9, kFanOut = 50 * 9;
/// Variance of a standard normal variable truncated at ±2: 1 - 4 pdf(2) / erf(sqrt(2)).
constexpr double kTruncatedVariance = 0.7737413035759848;
/// Standard deviation before truncation that gives variance 1 after it.
const double kUntruncated = 1 / std::sqrt(kTruncatedVariance);

class InitializerMoments : public ::testing::TestWithParam<Moments> {};

TEST_P(InitializerMoments, MatchKeras) {
  const Moments& expected = GetParam();
  Layers layers;
  apply(expected.name, expected.given, 3, layers);
  const at::Tensor weight = layers->convolution->weight.detach().to(at::kDouble);
  const auto n = static_cast<double>(weight.numel());  // 13,500
  EXPECT_NEAR(weight.mean().item<double>(), expected.mean, 5 * std::sqrt(expected.variance / n));
  EXPECT_NEAR(weight.var().item<double>(), expected.variance, 5 * expected.variance * std::sqrt(2 / n));
  EXPECT_LE((weight - expected.mean).abs().max().item<double>(), expected.bound * (1 + 1e-6));
  if (std::isfinite(expected.bound)) {
    EXPECT_GT((weight - expected.mean).abs().max().item<double>(), 0.98 * expected.bound);
  }
  EXPECT_TRUE(layers->convolution->bias.equal(at::zeros({50})));
}

INSTANTIATE_TEST_SUITE_P(
    , InitializerMoments,
    ::testing::Values(
        Moments{"random_normal", {}, 0, 0.0025, HUGE_VAL},
        Moments{"random_normal", {{"mean", 1.5}, {"stddev", 2.0}}, 1.5, 4, HUGE_VAL},
        Moments{"random_uniform", {}, 0, 0.0025 / 3, 0.05},
        Moments{"random_uniform", {{"minval", 1.0}, {"maxval", 4.0}}, 2.5, 0.75, 1.5},
        Moments{"truncated_normal", {}, 0, 0.0025 * kTruncatedVariance, 0.1},
        Moments{"truncated_normal", {{"mean", -1.0}, {"stddev", 3.0}}, -1, 9 * kTruncatedVariance, 6},
        Moments{"lecun_uniform", {}, 0, 1 / kFanIn, std::sqrt(3 / kFanIn)},
        Moments{"lecun_normal", {}, 0, 1 / kFanIn, 2 * kUntruncated / std::sqrt(kFanIn)},
        Moments{"glorot_uniform", {}, 0, 2 / (kFanIn + kFanOut), std::sqrt(6 / (kFanIn + kFanOut))},
        Moments{"glorot_normal", {}, 0, 2 / (kFanIn + kFanOut), 2 * kUntruncated* std::sqrt(2 / (kFanIn + kFanOut))},
        Moments{"he_uniform", {}, 0, 2 / kFanIn, std::sqrt(6 / kFanIn)},
        Moments{"he_normal", {}, 0, 2 / kFanIn, 2 * kUntruncated* std::sqrt(2 / kFanIn)},
        Moments{"variance_scaling", {}, 0, 1 / kFanIn, 2 * kUntruncated / std::sqrt(kFanIn)},
        Moments{"variance_scaling",
                {{"scale", 3.0}, {"mode", "fan_out"}, {"distribution", "uniform"}},
                0,
                3 / kFanOut,
                std::sqrt(9 / kFanOut)}),
    [](const auto& info) { return info.param.name + std::to_string(info.index); });

/// Covers layers with more units than inputs, and with fewer.
TEST(Orthogonal, HasOrthonormalRowsOrColumns) {
  Layers layers;
  apply("orthogonal", {{"gain", 2.0}}, 1, layers);
  for (const at::Tensor& weight : {layers->convolution->weight, layers->dense->weight, layers->unbiased->weight}) {
    at::Tensor q = weight.detach().to(at::kDouble).view({weight.size(0), -1}) / 2;
    if (q.size(0) > q.size(1)) q = q.t();
    const at::Tensor product = q.mm(q.t());
    EXPECT_LT((product - at::eye(q.size(0), at::kDouble)).abs().max().item<double>(), 1e-6);
    // Without correcting the signs of R, the first column would always point in the same direction.
    EXPECT_NEAR(q.mean().item<double>(), 0, 5 / std::sqrt(static_cast<double>(q.numel()) * q.size(1)));
  }
}

TEST(Identity, ReturnsItsInput) {
  struct SquareImpl : torch::nn::Module {
    torch::nn::Conv2d convolution{
        register_module("convolution", torch::nn::Conv2d(torch::nn::Conv2dOptions(4, 4, 3).padding(1)))};
    torch::nn::Linear dense{register_module("dense", torch::nn::Linear(6, 6))};
  };
  const auto network = std::make_shared<SquareImpl>();
  at::Generator generator = at::detail::createCPUGenerator(1);
  initialize(*network, Params(testing::default_component("initializer", "identity")), generator);
  const at::Tensor images = at::rand({2, 4, 5, 6}), features = at::rand({3, 6});
  EXPECT_TRUE(network->convolution->forward(images).allclose(images));
  EXPECT_TRUE(network->dense->forward(features).allclose(features));
}

TEST(Initialize, UsesTheOtherInitializerElsewhere) {
  Layers all, dense, plain;
  apply("he_normal", {{"apply_to", "dense"}, {"elsewhere", "glorot_uniform"}}, 5, dense);
  apply("glorot_uniform", {}, 5, plain);
  EXPECT_TRUE(dense->convolution->weight.equal(plain->convolution->weight));
  EXPECT_FALSE(dense->dense->weight.equal(plain->dense->weight));
  EXPECT_NEAR(dense->dense->weight.var().item<double>(), 2.0 / 200, 0.05 * 2.0 / 200);
  apply("constant", {{"apply_to", "conv"}, {"value", 0.25}}, 5, all);
  EXPECT_TRUE(all->convolution->weight.equal(at::full_like(all->convolution->weight, 0.25)));
  EXPECT_GT(all->dense->weight.std().item<double>(), 0);
}

TEST(Initialize, DrawsSreluParametersAfterTheWeights) {
  const auto parameters = [](const char* variant) {
    nlohmann::json model = testing::default_component("model", "mlp");
    model["activation"] = testing::default_component("activation", "srelu");
    model["activation"]["variant"] = variant;
    RandomStream dropout(1, "dropout");
    const LayerPtr network = make_model(Params(model), {.task = {{1, 20, 20}, 10}, .dropout = dropout});
    at::Generator generator = at::detail::createCPUGenerator(7);
    initialize(*network, Params(testing::default_component("initializer", "glorot_uniform")), generator);
    return network->named_parameters();
  };
  const auto paper = parameters("paper"), author = parameters("author");
  std::size_t drawn = 0;
  for (const auto& parameter : author) {
    const std::string& name = parameter.key();
    const at::Tensor& values = parameter.value();
    if (!name.ends_with("learned")) {
      EXPECT_TRUE(values.equal(*paper.find(name))) << name;
      continue;
    }
    drawn += static_cast<std::size_t>(values.numel());
    EXPECT_NEAR(values.mean().item<double>(), 0, 5 / std::sqrt(values.numel()));
    EXPECT_NEAR(values.std().item<double>(), 1, 5 / std::sqrt(2.0 * static_cast<double>(values.numel())));
    EXPECT_EQ(paper.find(name)->select(0, 1).min().item<float>(), 0.2F);
  }
  EXPECT_GT(drawn, 500U);
}

}  // namespace
}  // namespace actsweep
