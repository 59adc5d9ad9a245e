#include "harness/train/gradient_norms.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "harness/train/optim/flat_parameters.h"
#include "harness/train/test_config.h"
#include "models/layers/network_module.h"

namespace actsweep {
namespace {

using testing::default_component;

class GradientNormsTest : public ::testing::Test {
 protected:
  GradientNormsTest() {
    at::set_num_threads(1);
    at::manual_seed(5);
  }

  LayerPtr build(const std::string& model, nlohmann::json given) {
    nlohmann::json params = default_component("model", model);
    params.update(given);
    return make_model(Params(params), {.task = {{1, 12, 12}, 10}, .dropout = dropout_});
  }

  RandomStream dropout_{0, "dropout"};
  const at::Tensor labels_ = at::arange(16).remainder(10);
};

/// depth_net written out with LibTorch's operations on copies of the network's parameters: two convolutions, a pooling
/// layer, and dense blocks with batch norm.
at::Tensor depth_net_by_hand(at::Tensor x, std::map<std::string, at::Tensor>& p) {
  x = at::mish(at::conv2d(x, p["0.module.weight"], p["0.module.bias"]));
  x = at::mish(at::conv2d(x, p["2.module.weight"], p["2.module.bias"]));
  x = at::max_pool2d(x, 2).flatten(1);
  x = at::linear(x, p["6.module.weight"], p["6.module.bias"]);
  const at::Tensor mean = x.mean(0), variance = x.var(0, /*unbiased=*/false);
  x = at::mish((x - mean) / (variance + 1e-3).sqrt() * p["7.module.weight"] + p["7.module.bias"]);
  return at::linear(x, p["9.module.weight"], p["9.module.bias"]);
}

TEST_F(GradientNormsTest, MatchAutogradInDepthNet) {
  const LayerPtr network =
      build("depth_net",
            {{"depth", 4}, {"width", 24}, {"dropout", 0.0}, {"activation", default_component("activation", "mish")}});
  FlatParameters parameters(*network);
  GradientNorms norms(*network);
  std::map<std::string, double> sums;
  for (int step = 0; step < 3; ++step) {
    const at::Tensor images = at::rand({16, 1, 12, 12});
    std::map<std::string, at::Tensor> copies;
    for (const auto& item : network->named_parameters()) {
      copies[item.key()] = item.value().detach().clone().requires_grad_();
    }
    at::cross_entropy_loss(depth_net_by_hand(images, copies), labels_).backward();
    std::map<std::string, double> squares;
    for (const auto& [name, parameter] : copies) {
      squares[name.substr(0, name.rfind('.'))] += parameter.grad().to(at::kDouble).square().sum().item<double>();
    }
    for (const auto& [module, square] : squares) sums[module] += std::sqrt(square);

    parameters.zero_gradients();
    at::cross_entropy_loss(network->forward(images), labels_).backward();
    norms.add_step();
    const at::NoGradGuard no_gradient;
    parameters.values().sub_(parameters.gradients(), 0.1);
  }
  const auto layers = norms.take(2);
  ASSERT_EQ(layers.size(), 5U);
  ASSERT_EQ(sums.size(), 5U);
  std::vector<std::string> modules;
  for (const LayerEpoch& layer : layers) {
    EXPECT_EQ(layer.epoch, 2);
    EXPECT_EQ(layer.kind, LayerKind::kWeights);
    EXPECT_NEAR(*layer.grad_norm, sums[layer.module] / 3, 1e-4 * sums[layer.module]) << layer.module;
    EXPECT_FALSE(layer.dead_units.has_value());
    modules.push_back(layer.module);
    EXPECT_EQ(layer.position, static_cast<int>(modules.size()));
  }
  EXPECT_EQ(modules, (std::vector<std::string>{"0.module", "2.module", "6.module", "7.module", "9.module"}));
}

/// Compares with central differences of the loss for each parameter of the activations, in double precision.
TEST_F(GradientNormsTest, MatchCentralDifferencesForLearnedActivations) {
  const LayerPtr network =
      build("mlp", {{"depth", 2}, {"width", 6}, {"activation", default_component("activation", "prelu")}});
  network->to(at::kDouble);
  const at::Tensor images = at::rand({16, 1, 12, 12}, at::kDouble);
  const auto loss = [&] { return at::cross_entropy_loss(network->forward(images), labels_); };
  GradientNorms norms(*network);
  loss().backward();
  norms.add_step();
  std::size_t seen = 0;
  for (const LayerEpoch& layer : norms.take(1)) {
    if (layer.module.ends_with(".module")) continue;
    const at::NoGradGuard no_gradient;
    const at::Tensor learned = network->named_parameters()[layer.module + ".learned"].view(-1);
    double squares = 0;
    for (std::int64_t i = 0; i < learned.numel(); ++i) {
      constexpr double kStep = 1e-6;
      at::Tensor entry = learned[i];
      entry.add_(kStep);
      const double above = loss().item<double>();
      entry.sub_(2 * kStep);
      const double below = loss().item<double>();
      entry.add_(kStep);
      squares += std::pow((above - below) / (2 * kStep), 2);
    }
    EXPECT_NEAR(*layer.grad_norm, std::sqrt(squares), 1e-6 * std::max(1.0, std::sqrt(squares))) << layer.module;
    EXPECT_GT(*layer.grad_norm, 0);
    ++seen;
  }
  EXPECT_EQ(seen, 2U);
}

TEST_F(GradientNormsTest, ResetAfterEachEpoch) {
  const LayerPtr network = build("mlp", {{"depth", 0}});
  GradientNorms norms(*network);
  at::Tensor weight = network->named_parameters()["1.module.weight"];
  weight.mutable_grad() = at::full_like(weight, 2.0);
  norms.add_step();
  const double first = *norms.take(1)[0].grad_norm;
  weight.mutable_grad().mul_(4);
  norms.add_step();
  EXPECT_DOUBLE_EQ(*norms.take(2)[0].grad_norm, 4 * first);
  EXPECT_FALSE(norms.take(3)[0].grad_norm.has_value());
}

}  // namespace
}  // namespace actsweep
