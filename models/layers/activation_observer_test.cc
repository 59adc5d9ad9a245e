#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include "harness/train/test_config.h"
#include "models/activations/activation.h"
#include "models/layers/activation_layer.h"
#include "models/zoo/model.h"

namespace actsweep {
namespace {

class EveryObservedActivation : public ::testing::TestWithParam<std::string> {
 protected:
  LayerPtr layer() { return make_activation(Params(testing::default_component("activation", GetParam())), 5, stream_); }

  RandomStream stream_{1, "dropout"};
};

/// Values of both signs, without 0, where some activations have a kink.
at::Tensor input() { return at::linspace(-6.0321, 6.0567, 3 * 5 * 4 * 4).view({3, 5, 4, 4}); }

TEST_P(EveryObservedActivation, ReportsInputOutputAndDerivative) {
  const LayerPtr f = layer();
  f->eval();
  const at::Tensor x = input().requires_grad_();
  const at::Tensor y = f->forward(x);
  const at::Tensor derivative = torch::autograd::grad({y.sum()}, {x})[0];
  std::vector<ActivationPass> passes;
  {
    const ActivationObserver observer(*f,
                                      [&](const std::string&, const ActivationPass& pass) { passes.push_back(pass); });
    f->forward(input());
  }
  f->forward(input());
  ASSERT_EQ(passes.size(), 1U) << "the second pass was not observed";
  EXPECT_TRUE(passes[0].input.equal(input()));
  EXPECT_TRUE(passes[0].output.allclose(y, 1e-5, 1e-6));
  EXPECT_TRUE(passes[0].derivative.allclose(derivative, 1e-5, 1e-6));
  EXPECT_FALSE(passes[0].output.requires_grad());
}

/// Compares outputs, gradients and random numbers in training.
TEST_P(EveryObservedActivation, IsBitIdenticalWithAnObserver) {
  const auto run = [&](bool observed) {
    stream_ = RandomStream(1, "dropout");
    const LayerPtr f = layer();
    std::optional<ActivationObserver> observer;
    if (observed) observer.emplace(*f, [](const std::string&, const ActivationPass&) {});
    const at::Tensor x = input().requires_grad_();
    std::vector<at::Tensor> all = {f->forward(x), f->forward(x * 0.5)};
    (all[0] * all[1]).sum().backward();
    all.push_back(x.grad());
    for (const at::Tensor& parameter : f->parameters()) all.push_back(parameter.grad());
    return all;
  };
  const auto alone = run(false), observed = run(true);
  ASSERT_EQ(alone.size(), observed.size());
  for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_TRUE(alone[i].equal(observed[i])) << i;
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryObservedActivation,
                         ::testing::ValuesIn(testing::registered_names<ActivationKind>()),
                         [](const auto& info) { return info.param; });

/// Calls one layer twice, before and after another one.
struct Branching : Layer {
  Branching(LayerPtr shared, LayerPtr inner)
      : shared(register_module("shared", std::move(shared))), inner(register_module("inner", std::move(inner))) {}
  torch::Tensor forward(torch::Tensor x) override { return x + shared->forward(inner->forward(shared->forward(x))); }

  LayerPtr shared, inner;
};

TEST(ActivationObserver, ReportsCallsInOrder) {
  RandomStream stream(1, "dropout");
  const auto relu = [&] {
    return make_activation(Params(testing::default_component("activation", "relu")), 5, stream);
  };
  const auto network = std::make_shared<Branching>(relu(), relu());
  std::vector<std::string> observed_modules;
  const ActivationObserver observer(
      *network, [&](const std::string& module, const ActivationPass&) { observed_modules.push_back(module); });
  network->forward(at::ones({2, 5}));
  EXPECT_EQ(observed_modules, (std::vector<std::string>{"shared", "inner", "shared"}));
}

}  // namespace
}  // namespace actsweep
