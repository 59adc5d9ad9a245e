#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/train/test_config.h"
#include "models/activations/activation.h"

namespace actsweep {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

at::Tensor tensor(const std::vector<double>& values) { return at::tensor(values, at::kDouble); }

/// What every registered activation has to keep to, at its default parameters.
class EveryActivation : public ::testing::TestWithParam<std::string> {
 protected:
  LayerPtr layer() const {
    return Registry<ActivationKind>::instance()
        .at(GetParam())
        .make(Params(testing::default_component("activation", GetParam())));
  }

  static at::Tensor gradient(Layer& layer, const at::Tensor& at) {
    const at::Tensor x = at.clone().requires_grad_();
    layer.forward(x).sum().backward();
    return x.grad();
  }
};

TEST_P(EveryActivation, HasTheGradientOfItsFunction) {
  constexpr double kStep = 1e-5;
  const LayerPtr f = layer();
  f->to(at::kDouble);
  // Off the round numbers, where some activations have a kink.
  const at::Tensor x = at::arange(-6.0, 6.0, 0.0917, at::kDouble) + 0.00123;
  const at::Tensor expected = (f->forward(x + kStep) - f->forward(x - kStep)).detach() / (2 * kStep);
  EXPECT_LT((gradient(*f, x) - expected).abs().max().item<double>(), 1e-7);
}

TEST_P(EveryActivation, KeepsNan) {
  const at::Tensor y = layer()->forward(at::full({3}, std::numeric_limits<float>::quiet_NaN()));
  EXPECT_TRUE(y.isnan().all().item<bool>()) << y;
}

TEST_P(EveryActivation, IsFiniteWithAFiniteGradientForLargeInput) {
  const at::Tensor x = tensor({-1e30, -1e4, -100, -20, 0, 20, 100, 1e4, 1e30}).to(at::kFloat);
  const LayerPtr f = layer();
  EXPECT_TRUE(f->forward(x).isfinite().all().item<bool>()) << f->forward(x);
  EXPECT_TRUE(gradient(*f, x).isfinite().all().item<bool>()) << gradient(*f, x);
}

TEST_P(EveryActivation, KeepsShapeAndLeavesItsInputAlone) {
  const at::Tensor x = at::linspace(-3, 3, 2 * 3 * 4 * 5).view({2, 3, 4, 5});
  const at::Tensor before = x.clone();
  EXPECT_EQ(layer()->forward(x).sizes(), x.sizes());
  EXPECT_TRUE(x.equal(before));
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const auto& entry : Registry<ActivationKind>::instance().entries()) names.push_back(entry.component.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryActivation, ::testing::ValuesIn(names()),
                         [](const auto& info) { return info.param; });

double value_of(const nlohmann::json& params, double x) {
  const auto& entry = Registry<ActivationKind>::instance().at(params.at("name").get<std::string>());
  return entry.make(Params(params))->forward(tensor({x})).item<double>();
}

TEST(Activations, HaveTheirFormulas) {
  for (const double x : {-3.7, -0.4, 0.0, 0.9, 5.2}) {
    EXPECT_DOUBLE_EQ(value_of({{"name", "relu"}}, x), std::max(0.0, x));
    EXPECT_NEAR(value_of({{"name", "mish"}}, x), x * std::tanh(std::log1p(std::exp(x))), 1e-14);
    EXPECT_NEAR(value_of({{"name", "swish"}, {"beta", 1.0}}, x), x / (1 + std::exp(-x)), 1e-14);
    EXPECT_NEAR(value_of({{"name", "swish"}, {"beta", 2.5}}, x), x / (1 + std::exp(-2.5 * x)), 1e-14);
  }
}

TEST(Activations, OfTheQuickstartAreMonotonicOrNotAsPublished) {
  EXPECT_LT(value_of({{"name", "mish"}}, -1.19), -0.308);  // Misra: the minimum is about -0.31
  EXPECT_GT(value_of({{"name", "mish"}}, -1.19), -0.309);
  EXPECT_EQ(value_of({{"name", "relu"}}, kInfinity), kInfinity);
}

}  // namespace
}  // namespace actsweep
