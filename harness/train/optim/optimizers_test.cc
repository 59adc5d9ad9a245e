#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/adam.h>
#include <torch/optim/sgd.h>

#include "datasets/test_files.h"
#include "harness/train/optim/optimizer.h"
#include "harness/train/test_config.h"

namespace actsweep {
namespace {

std::unique_ptr<Optimizer> make(const std::string& name, const nlohmann::json& given = nlohmann::json::object()) {
  nlohmann::json params = testing::default_component("optimizer", name);
  params.update(given);
  return Registry<OptimizerKind>::instance().at(name).make(Params(params));
}

/// Two layers in double precision; networks of the same seed start alike.
struct Network : torch::nn::Module {
  explicit Network(std::uint64_t seed) {
    at::manual_seed(seed);
    first = register_module("first", torch::nn::Linear(5, 7));
    second = register_module("second", torch::nn::Linear(7, 3));
    to(at::kDouble);
  }

  at::Tensor loss(const at::Tensor& x, const at::Tensor& target) {
    return (second->forward(at::tanh(first->forward(x))) - target).square().mean();
  }

  torch::nn::Linear first{nullptr}, second{nullptr};
};

/// Trains the same network for 50 steps with ours and with LibTorch's optimizer, each step on other data.
void expect_same_training(
    Optimizer& ours, double lr,
    const std::function<std::unique_ptr<torch::optim::Optimizer>(std::vector<at::Tensor>)>& make_theirs) {
  Network our_network(1), their_network(1);
  FlatParameters parameters(our_network);
  const auto theirs = make_theirs(their_network.parameters());
  for (int step = 0; step < 50; ++step) {
    const at::Tensor x = at::randn({8, 5}, at::kDouble), target = at::randn({8, 3}, at::kDouble);
    parameters.zero_gradients();
    our_network.loss(x, target).backward();
    theirs->zero_grad();
    their_network.loss(x, target).backward();
    theirs->step();
    const at::NoGradGuard no_grad;
    ours.step(parameters, lr);
  }
  const Network untrained(1);
  for (std::size_t i = 0; i < our_network.parameters().size(); ++i) {
    const at::Tensor our_values = our_network.parameters()[i], their_values = their_network.parameters()[i];
    EXPECT_LT((our_values - their_values).abs().max().item<double>(), 1e-10) << i;
    EXPECT_GT((our_values - untrained.parameters()[i]).abs().max().item<double>(), 1e-3) << i;
  }
}

void expect_sgd_as_in_libtorch(double momentum, bool nesterov, double weight_decay) {
  const auto ours = make("sgd", {{"momentum", momentum}, {"nesterov", nesterov}, {"weight_decay", weight_decay}});
  expect_same_training(*ours, 0.05, [&](std::vector<at::Tensor> parameters) {
    return std::make_unique<torch::optim::SGD>(
        std::move(parameters),
        torch::optim::SGDOptions(0.05).momentum(momentum).nesterov(nesterov).weight_decay(weight_decay));
  });
}

void expect_adam_as_in_libtorch(double beta1, double beta2, double eps, double weight_decay) {
  const auto ours = make("adam", {{"beta1", beta1}, {"beta2", beta2}, {"eps", eps}, {"weight_decay", weight_decay}});
  expect_same_training(*ours, 0.01, [&](std::vector<at::Tensor> parameters) {
    return std::make_unique<torch::optim::Adam>(
        std::move(parameters),
        torch::optim::AdamOptions(0.01).betas({beta1, beta2}).eps(eps).weight_decay(weight_decay));
  });
}

TEST(Sgd, TrainsAsInLibTorch) { expect_sgd_as_in_libtorch(0, false, 0); }
TEST(Sgd, TrainsAsInLibTorchWithMomentum) { expect_sgd_as_in_libtorch(0.9, false, 0); }
TEST(Sgd, TrainsAsInLibTorchWithNesterovsMomentum) { expect_sgd_as_in_libtorch(0.9, true, 0); }
TEST(Sgd, TrainsAsInLibTorchWithWeightDecay) { expect_sgd_as_in_libtorch(0, false, 0.1); }
TEST(Sgd, TrainsAsInLibTorchWithAllOfThem) { expect_sgd_as_in_libtorch(0.8, true, 0.1); }
TEST(Adam, TrainsAsInLibTorch) { expect_adam_as_in_libtorch(0.9, 0.999, 1e-8, 0); }
TEST(Adam, TrainsAsInLibTorchWithWeightDecay) { expect_adam_as_in_libtorch(0.9, 0.999, 1e-8, 0.1); }
TEST(Adam, TrainsAsInLibTorchWithOtherConstants) { expect_adam_as_in_libtorch(0.8, 0.99, 1e-2, 0.01); }

TEST(Sgd, RefusesNesterovWithoutMomentum) {
  EXPECT_EQ(testing::error_of([] {
              make("sgd", {{"nesterov", true}});
            }),
            "optimizer.nesterov: Nesterov's momentum needs optimizer.momentum above 0");
}

class EveryOptimizer : public ::testing::TestWithParam<std::string> {};

/// A network whose loss is a quadratic bowl in its 6 parameters.
struct Bowl : torch::nn::Module {
  torch::nn::Linear layer{register_module("layer", torch::nn::Linear(2, 2))};
  at::Tensor loss() { return (layer->weight - 1).square().sum() + 0.1 * (layer->bias + 1).square().sum(); }
};

TEST_P(EveryOptimizer, DescendsIntoABowlAtItsDefaults) {
  Bowl bowl;
  FlatParameters parameters(bowl);
  const auto optimizer = make(GetParam());
  const double lr = testing::default_component("optimizer", GetParam()).at("lr");
  const double start = bowl.loss().item<double>();
  for (int step = 0; step < 3000; ++step) {
    parameters.zero_gradients();
    bowl.loss().backward();
    const at::NoGradGuard no_grad;
    optimizer->step(parameters, lr);
  }
  EXPECT_LT(bowl.loss().item<double>(), 0.05 * start);
}

TEST_P(EveryOptimizer, StandsStillAtLearningRateZero) {
  Bowl bowl;
  FlatParameters parameters(bowl);
  const at::Tensor before = parameters.values().clone();
  bowl.loss().backward();
  const at::NoGradGuard no_grad;
  make(GetParam())->step(parameters, 0);
  EXPECT_TRUE(parameters.values().equal(before));
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const auto& entry : Registry<OptimizerKind>::instance().entries()) names.push_back(entry.component.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryOptimizer, ::testing::ValuesIn(names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace actsweep
