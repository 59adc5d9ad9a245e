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
#include "models/zoo/model.h"

namespace actsweep {
namespace {

/// One layer of each sort, as a network would hold them.
struct LayersImpl : torch::nn::Module {
  torch::nn::Conv2d convolution{register_module("convolution", torch::nn::Conv2d(30, 50, 3))};
  torch::nn::BatchNorm2d norm{register_module("norm", torch::nn::BatchNorm2d(50))};
  torch::nn::Linear dense{register_module("dense", torch::nn::Linear(200, 300))};
  torch::nn::Linear unbiased{
      register_module("unbiased", torch::nn::Linear(torch::nn::LinearOptions(20, 30).bias(false)))};
};
TORCH_MODULE(Layers);

void apply(const std::string& name, std::uint64_t seed, Layers& layers) {
  const auto& entry = Registry<InitializerKind>::instance().at(name);
  at::Generator generator = at::detail::createCPUGenerator(seed);
  initialize(*layers, entry.make(Params(testing::default_component("initializer", name))), generator);
}

class EveryInitializer : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryInitializer, IsDeterministicAndDependsOnTheSeed) {
  Layers a, b, c;
  apply(GetParam(), 1, a);
  apply(GetParam(), 1, b);
  apply(GetParam(), 2, c);
  for (std::size_t i = 0; i < a->parameters().size(); ++i)
    EXPECT_TRUE(a->parameters()[i].equal(b->parameters()[i])) << i;
  EXPECT_FALSE(a->convolution->weight.equal(c->convolution->weight));
  EXPECT_FALSE(a->dense->weight.equal(c->dense->weight));
}

TEST_P(EveryInitializer, SetsEveryWeightOfDenseAndConvolutionalLayers) {
  Layers layers;
  const at::NoGradGuard no_grad;
  for (at::Tensor& parameter : layers->parameters()) parameter.fill_(1e6);
  apply(GetParam(), 1, layers);
  for (const at::Tensor& weight : {layers->convolution->weight, layers->dense->weight, layers->unbiased->weight}) {
    EXPECT_LT(weight.abs().max().item<double>(), 10);
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

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const auto& entry : Registry<InitializerKind>::instance().entries()) names.push_back(entry.component.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryInitializer, ::testing::ValuesIn(names()),
                         [](const auto& info) { return info.param; });

/// Uniform in +-bound: near the bounds, never beyond, with the deviation of that distribution.
void expect_uniform(const at::Tensor& values, double bound) {
  EXPECT_LE(values.abs().max().item<double>(), bound * (1 + 1e-6));
  EXPECT_GT(values.max().item<double>(), 0.95 * bound);
  EXPECT_LT(values.min().item<double>(), -0.95 * bound);
  if (values.numel() > 1000) {
    EXPECT_NEAR(values.std().item<double>(), bound / std::sqrt(3.0), 0.03 * bound);
  }
}

TEST(PytorchDefault, IsUniformInOneOverTheRootOfTheFanIn) {
  Layers layers;
  apply("pytorch_default", 1, layers);
  expect_uniform(layers->convolution->weight, 1 / std::sqrt(30.0 * 9));
  expect_uniform(layers->dense->weight, 1 / std::sqrt(200.0));
  expect_uniform(layers->dense->bias, 1 / std::sqrt(200.0));
}

TEST(GlorotUniform, IsUniformInTheRootOfSixOverTheFansWithoutBias) {
  Layers layers;
  apply("glorot_uniform", 1, layers);
  expect_uniform(layers->convolution->weight, std::sqrt(6.0 / (30 * 9 + 50 * 9)));
  expect_uniform(layers->dense->weight, std::sqrt(6.0 / (200 + 300)));
  EXPECT_TRUE(layers->convolution->bias.equal(at::zeros({50})));
  EXPECT_TRUE(layers->dense->bias.equal(at::zeros({300})));
}

TEST(Initialize, DrawsTheAuthorsSreluAfterTheWeights) {
  const auto parameters = [](const char* variant) {
    nlohmann::json model = testing::default_component("model", "mlp");
    model["activation"] = testing::default_component("activation", "srelu");
    model["activation"]["variant"] = variant;
    RandomStream dropout(1, "dropout");
    const LayerPtr network = Registry<ModelKind>::instance().at("mlp").make(
        Params(model), {.input = {1, 20, 20}, .classes = 10, .dropout = dropout});
    at::Generator generator = at::detail::createCPUGenerator(7);
    initialize(*network,
               Registry<InitializerKind>::instance()
                   .at("glorot_uniform")
                   .make(Params(testing::default_component("initializer", "glorot_uniform"))),
               generator);
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
