#include <ATen/ATen.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <map>

#include "datasets/test_files.h"
#include "harness/train/optim/optimizer.h"
#include "harness/train/test_config.h"
#include "harness/util/files.h"
#include "models/layers/activation_layer.h"

namespace actsweep {
namespace {

std::unique_ptr<Optimizer> make(const std::string& name, const nlohmann::json& given = nlohmann::json::object()) {
  nlohmann::json params = testing::default_component("optimizer", name);
  params.update(given);
  return make_optimizer(Params(params));
}

using Problem = at::Tensor (*)(const at::Tensor& x);

at::Tensor bowl(const at::Tensor& x) {
  const at::Tensor i = at::arange(12, at::kDouble);
  const at::Tensor curvature = at::pow(10, 3 * i / 11 - 2);
  return 0.5 * (curvature * (x - (i + 1).sin()).square()).sum() + 0.05 * x.sum().square();
}

/// The chained Rosenbrock function.
at::Tensor valley(const at::Tensor& x) {
  const at::Tensor here = x.narrow(0, 0, 11), next = x.narrow(0, 1, 11);
  return ((1 - here).square() + 10 * (next - here.square()).square()).sum() / 10;
}

/// Twelve parameters that descend on a problem.
struct Walker : torch::nn::Module {
  explicit Walker(const std::string& problem, at::ScalarType type) : descends(problem == "bowl" ? bowl : valley) {
    const at::Tensor i = at::arange(12, at::kDouble);
    const at::Tensor start = descends == bowl ? 2 * (3 * i).cos() : 0.5 + 0.5 * (2 * i + 1).sin();
    position = register_parameter("position", start.to(type));
  }

  void step(FlatParameters& parameters, Optimizer& optimizer, double lr) {
    parameters.zero_gradients();
    descends(position.to(at::kDouble)).backward();
    const at::NoGradGuard no_grad;
    optimizer.step(parameters, {.lr = lr});
  }

  Problem descends;
  at::Tensor position;
};

/// The configuration of a recorded case. Keras has another name for one key of Nadam.
nlohmann::json config_of(const nlohmann::json& recorded) {
  const std::string name = recorded.at("optimizer");
  nlohmann::json params = testing::default_component("optimizer", name);
  for (const auto& [key, value] : recorded.at("params").items()) {
    params[key == "schedule_decay" ? "momentum_decay" : key] = value;
  }
  if (name == "lookahead") {
    const nlohmann::json inner = params.at("inner");
    params["inner"] = testing::default_component("optimizer", inner.at("name"));
    params["inner"].update(inner);
  }
  return params;
}

double relative_difference(const at::Tensor& ours, const std::vector<double>& theirs) {
  const at::Tensor expected = at::tensor(theirs, at::kDouble);
  return ((ours.to(at::kDouble) - expected).abs() / expected.abs().clamp_min(1e-3)).max().item<double>();
}

/// Compares 200 steps in double precision with PyTorch's optimizers, and with Keras's rules for that preset, recorded
/// by tools/fixtures/optimizers.py.
TEST(Optimizers, MatchPytorchAndKeras) {
  const nlohmann::json fixture = nlohmann::json::parse(read_file("harness/train/optim/optimizers_pytorch.json"));
  std::map<std::string, double> worst;
  for (const nlohmann::json& recorded : fixture.at("cases")) {
    const nlohmann::json params = config_of(recorded);
    const auto optimizer = make_optimizer(Params(params));
    Walker walker(recorded.at("problem"), at::kDouble);
    FlatParameters parameters(walker);
    for (int step = 1; step <= 200; ++step) {
      walker.step(parameters, *optimizer, base_lr(Params(params)));
      const auto values = recorded.at("values").find(std::to_string(step));
      if (values == recorded.at("values").end()) continue;
      const double difference = relative_difference(walker.position, *values);
      // PyTorch keeps the product of the momenta of Nadam in single precision.
      const std::string name = recorded.at("optimizer");
      const bool is_rounded = name == "nadam" && !recorded.at("params").contains("preset");
      EXPECT_LT(difference, is_rounded ? 1e-7 : 1e-9)
          << recorded.at("optimizer") << recorded.at("params") << recorded.at("problem") << step;
      double& of_optimizer = worst[recorded.at("optimizer")];
      of_optimizer = std::max(of_optimizer, difference);
    }
  }
  EXPECT_EQ(worst.size(), Registry<OptimizerKind>::instance().entries().size()) << "an optimizer lacks a recorded case";
  for (const auto& [name, difference] : worst) RecordProperty(name, fmt::format("{:.1e}", difference));
}

/// The fused float pass agrees for ten steps, before rounding errors accumulate.
TEST(Optimizers, AgreeInSinglePrecision) {
  const nlohmann::json fixture = nlohmann::json::parse(read_file("harness/train/optim/optimizers_pytorch.json"));
  for (const nlohmann::json& recorded : fixture.at("cases")) {
    const nlohmann::json params = config_of(recorded);
    const auto optimizer = make_optimizer(Params(params));
    Walker walker(recorded.at("problem"), at::kFloat);
    FlatParameters parameters(walker);
    for (int step = 1; step <= 10; ++step) walker.step(parameters, *optimizer, base_lr(Params(params)));
    EXPECT_LT(relative_difference(walker.position, recorded.at("values").at("10")), 2e-4)
        << recorded.at("optimizer") << recorded.at("params") << recorded.at("problem");
  }
}

/// As in Keras, whose optimizers count steps from 0.
TEST(Optimizers, SgdDecaysItsRateEveryStep) {
  Walker walker("bowl", at::kDouble), other("bowl", at::kDouble);
  FlatParameters parameters(walker), others(other);
  const auto decaying = make("sgd", {{"lr_decay", 0.5}, {"momentum", 0.9}, {"preset", "keras"}});
  const auto plain = make("sgd", {{"momentum", 0.9}, {"preset", "keras"}});
  for (int step = 0; step < 5; ++step) {
    walker.step(parameters, *decaying, 0.02);
    other.step(others, *plain, 0.02 / (1 + 0.5 * step));
    EXPECT_TRUE(walker.position.equal(other.position)) << step;
  }
}

class EveryOptimizer : public ::testing::TestWithParam<std::string> {};

/// A network whose loss is a quadratic bowl in its 6 parameters.
struct Bowl : torch::nn::Module {
  torch::nn::Linear layer{register_module("layer", torch::nn::Linear(2, 2))};
  at::Tensor loss() { return (layer->weight - 1).square().sum() + 0.1 * (layer->bias + 1).square().sum(); }
};

TEST_P(EveryOptimizer, DescendsIntoABowlAtItsDefaults) {
  at::manual_seed(0);
  Bowl bowl;
  FlatParameters parameters(bowl);
  const auto optimizer = make(GetParam());
  const double lr = base_lr(Params(testing::default_component("optimizer", GetParam())));
  const double start = bowl.loss().item<double>();
  for (int step = 0; step < 3000; ++step) {
    parameters.zero_gradients();
    bowl.loss().backward();
    const at::NoGradGuard no_grad;
    optimizer->step(parameters, {.lr = lr});
  }
  EXPECT_LT(bowl.loss().item<double>(), 0.2 * start);
}

TEST_P(EveryOptimizer, DoesNotMoveAtLearningRateZero) {
  Bowl bowl;
  FlatParameters parameters(bowl);
  const at::Tensor before = parameters.values().clone();
  bowl.loss().backward();
  const at::NoGradGuard no_grad;
  make(GetParam())->step(parameters, {.lr = 0});
  EXPECT_TRUE(parameters.values().equal(before));
}

/// A constant momentum (or beta1) from a schedule must act like the same momentum of the optimizer.
TEST_P(EveryOptimizer, UsesTheMomentumOfTheSchedule) {
  const nlohmann::json defaults = testing::default_component("optimizer", GetParam());
  const char* const key = defaults.contains("beta1") ? "beta1" : "momentum";
  if (!defaults.contains(key)) GTEST_SKIP() << "without momentum of its own";
  const auto position_after = [&](double own, std::optional<double> scheduled) {
    at::manual_seed(0);
    Bowl bowl;
    FlatParameters parameters(bowl);
    const auto optimizer = make(GetParam(), {{key, own}});
    for (int step = 0; step < 20; ++step) {
      parameters.zero_gradients();
      bowl.loss().backward();
      const at::NoGradGuard no_grad;
      optimizer->step(parameters, {.lr = 0.01, .momentum = scheduled});
    }
    return parameters.values().clone();
  };
  EXPECT_TRUE(position_after(0.9, 0.8).allclose(position_after(0.8, {}), 1e-6, 1e-7));
  EXPECT_FALSE(position_after(0.9, {}).allclose(position_after(0.8, {}), 1e-4, 1e-5));
}

/// A network with kernels, matrices, biases, a norm and a learned slope.
struct Mixed : torch::nn::Module {
  Mixed() {
    nlohmann::json params = testing::default_component("activation", "prelu");
    params["name"] = "prelu";
    slope = register_module("slope", make_activation(Params(params), 3, stream));
  }
  RandomStream stream{1, "dropout"};
  torch::nn::Conv2d convolution{register_module("convolution", torch::nn::Conv2d(1, 3, 2))};
  torch::nn::BatchNorm2d norm{register_module("norm", torch::nn::BatchNorm2d(3))};
  LayerPtr slope;
  torch::nn::Linear dense{register_module("dense", torch::nn::Linear(4, 2))};
};

/// The parameters of the network after some steps with fixed gradients.
std::map<std::string, at::Tensor> after_steps(const nlohmann::json& optimizer) {
  at::manual_seed(0);
  Mixed network;
  FlatParameters parameters(network, parameter_order(Params(optimizer)));
  const auto rule = make_optimizer(Params(optimizer));
  for (int step = 0; step < 7; ++step) {
    std::int64_t place = 0;
    const at::NoGradGuard no_grad;
    for (at::Tensor& parameter : network.parameters()) {
      parameter.grad().copy_(at::sin(at::arange(parameter.numel()) + 3.0 * step + ++place).view(parameter.sizes()));
    }
    rule->step(parameters, {.lr = 0.01});
  }
  std::map<std::string, at::Tensor> places;
  for (const auto& item : network.named_parameters()) places[item.key()] = item.value().detach().clone();
  return places;
}

/// Like two parameter groups in PyTorch, one without weight decay: weights are bit-identical to those of a run in which
/// everything decays, and the other parameters to those of a run without decay.
TEST_P(EveryOptimizer, DecaysOnlyWeightsOnRequest) {
  nlohmann::json params = testing::default_component("optimizer", GetParam());
  nlohmann::json& decaying = params.contains("inner") ? params["inner"] : params;
  for (const bool decoupled : {false, true}) {
    decaying.update({{"decoupled", decoupled}, {"weight_decay", 0.3}, {"decay", "all"}});
    const auto all = after_steps(params);
    decaying["decay"] = "weights";
    const auto weights = after_steps(params);
    decaying["weight_decay"] = 0.0;
    const auto none = after_steps(params);
    ASSERT_EQ(weights.size(), 7U);
    for (const auto& [name, place] : weights) {
      const bool is_weight = name == "convolution.weight" || name == "dense.weight";
      EXPECT_TRUE(place.equal((is_weight ? all : none).at(name))) << name;
      EXPECT_FALSE(place.equal((is_weight ? none : all).at(name))) << name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryOptimizer, ::testing::ValuesIn(testing::registered_names<OptimizerKind>()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace actsweep
