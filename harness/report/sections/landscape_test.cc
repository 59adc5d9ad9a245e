#include "harness/report/sections/landscape.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/formula/parser.h"

namespace actsweep::report {
namespace {

formula::Expression function(const char* text) { return formula::parse(text, {"x"}); }

Landscape computed(double (*height)(double x, double y), int side) {
  Landscape land{{-1, 1}, side, {}};
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      land.outputs.push_back(static_cast<float>(height(land.coordinate(column), land.coordinate(row))));
    }
  }
  return land;
}

TEST(Roughness, OfAPlaneIsNothing) {
  const Roughness rough = roughness(computed([](double x, double y) { return 3 * x - 4 * y + 2; }, 33));
  EXPECT_NEAR(rough.mean_gradient, 5, 1e-5);
  EXPECT_NEAR(rough.relative_jump(), 0, 1e-5);
}

TEST(Roughness, OfAKinkIsTheJumpOfTheGradientThere) {
  // 16 columns of cells, and the gradient turns from -1 to 1 between the 8th and the 9th: 16 pairs of the 2 * 15 * 16
  // jump by 2.
  const Roughness rough = roughness(computed([](double x, double) { return std::abs(x); }, 17));
  EXPECT_NEAR(rough.mean_gradient, 1, 1e-6);
  EXPECT_NEAR(rough.mean_jump, 16 * 2.0 / (2 * 15 * 16), 1e-6);
}

TEST(Roughness, DoesNotDependOnTheScaleAndIsProportionalToTheStep) {
  const auto at = [](double (*height)(double, double), int side) {
    return roughness(computed(height, side)).relative_jump();
  };
  const double rough = at([](double x, double y) { return std::sin(x) * y; }, 41);
  EXPECT_NEAR(at([](double x, double y) { return 100 * std::sin(x) * y; }, 41), rough, 1e-3 * rough);
  EXPECT_NEAR(at([](double x, double y) { return std::sin(x) * y; }, 81), rough / 2, 0.05 * rough);
}

TEST(Roughness, KnowsTheDeviationOfTheOutputs) {
  // Of -1, -0.5, 0, 0.5, 1 in each row.
  EXPECT_NEAR(roughness(computed([](double x, double) { return x; }, 5)).deviation, std::sqrt(0.5), 1e-7);
}

TEST(Roughness, OfNaNIsNaN) {
  EXPECT_TRUE(std::isnan(roughness(computed([](double x, double) { return std::sqrt(x); }, 5)).relative_jump()));
  EXPECT_EQ(roughness(computed([](double, double) { return 1.0; }, 5)).relative_jump(), 0);
}

TEST(Landscape, OfALinearActivationIsAPlane) {
  const Roughness rough = roughness(landscape({.layers = 5, .width = 32}, function("x"), {-5, 5}, 41));
  EXPECT_GT(rough.mean_gradient, 0.01);
  EXPECT_LT(rough.relative_jump(), 1e-4);
}

TEST(Landscape, IsTheSameForTheSameSeedOnly) {
  const RandomNetwork network{.width = 16, .seed = 3};
  const Landscape first = landscape(network, function("x * sigmoid(x)"), {-1, 1}, 19);
  ASSERT_EQ(first.outputs.size(), 19U * 19U);
  EXPECT_EQ(landscape(network, function("x * sigmoid(x)"), {-1, 1}, 19).outputs, first.outputs);
  EXPECT_NE(landscape({.width = 16, .seed = 4}, function("x * sigmoid(x)"), {-1, 1}, 19).outputs, first.outputs);
}

TEST(Landscape, TheWeightsDoNotDependOnTheActivation) {
  // A network of max(0, x) without biases is positively homogeneous: with the same weights, doubled inputs double the
  // output, and doubled activations double it once per layer of activations.
  const RandomNetwork network{.layers = 3, .width = 24, .bias = 0, .seed = 1};
  const Landscape once = landscape(network, function("max(0, x)"), {-1, 1}, 3);
  const Landscape twice = landscape(network, function("max(0, x)"), {-2, 2}, 3);
  const Landscape doubled = landscape(network, function("2 * max(0, x)"), {-1, 1}, 3);
  for (std::size_t i = 0; i < once.outputs.size(); ++i) {
    EXPECT_NEAR(twice.outputs[i], 2 * once.outputs[i], 1e-4);
    EXPECT_NEAR(doubled.outputs[i], 4 * once.outputs[i], 1e-4);  // two layers of activations
  }
}

TEST(Landscape, WeightsHaveTheVarianceOfHe) {
  // Of a linear network of two layers without biases the output has variance 2 |x|^2.
  double squares = 0;
  constexpr int kSeeds = 400;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const double corner =
        landscape({.layers = 2, .width = 8, .bias = 0, .seed = seed}, function("x"), {-1, 1}, 3).at(2, 2);
    squares += corner * corner / kSeeds;
  }
  EXPECT_NEAR(squares, 4, 1);
}

TEST(Landscape, ReluIsRougherThanMish) {
  const auto rough = [](const char* text) {
    return roughness(landscape({.width = 64}, function(text), {-5, 5}, 61)).relative_jump();
  };
  EXPECT_GT(rough("max(0, x)"), 1.5 * rough("x * tanh(softplus(x))"));
}

}  // namespace
}  // namespace actsweep::report
