#include "harness/report/sections/curve.h"

#include <gtest/gtest.h>

#include "models/formula/parser.h"

namespace actsweep::report {
namespace {

std::vector<Stroke> drawn(const char* text, int order, double low, double high, int points = 5) {
  return curve(formula::parse(text, {"x"}), order, {low, high}, points);
}

TEST(Curve, OfAContinuousFunctionIsOneStroke) {
  const std::vector<Stroke> relu = drawn("max(0, x)", 0, -1, 1);
  ASSERT_EQ(relu.size(), 1U);
  EXPECT_EQ(relu[0], (Stroke{{-1, 0}, {-0.5, 0}, {0, 0}, {0.5, 0.5}, {1, 1}}));
}

TEST(Curve, EndsWhereItJumpsWithItsOneSidedLimits) {
  const std::vector<Stroke> slope = drawn("max(0, x)", 1, -1, 1);
  ASSERT_EQ(slope.size(), 2U);
  EXPECT_EQ(slope[0], (Stroke{{-1, 0}, {-0.5, 0}, {0, 0}}));
  EXPECT_EQ(slope[1], (Stroke{{0, 1}, {0.5, 1}, {1, 1}}));
  // A kink that lies between two of the points is a point of its own.
  const std::vector<Stroke> shrink = drawn("where(abs(x) > 0.3, x, 0)", 0, -1, 1);
  ASSERT_EQ(shrink.size(), 3U);
  EXPECT_EQ(shrink[0].back(), (std::pair{-0.3, -0.3}));
  EXPECT_EQ(shrink[1], (Stroke{{-0.3, 0}, {0, 0}, {0.3, 0}}));
}

TEST(Curve, LeavesOutNonFiniteValues) {
  const std::vector<Stroke> logarithm = drawn("log(x)", 0, -1, 1, 9);
  ASSERT_EQ(logarithm.size(), 1U);
  EXPECT_GT(logarithm[0].front().first, 0);
  EXPECT_EQ(logarithm[0].back(), (std::pair{1.0, 0.0}));
}

TEST(Curve, SecondDerivativesAreExact) {
  const std::vector<Stroke> cubic = drawn("x^3", 2, -2, 2);
  ASSERT_EQ(cubic.size(), 1U);
  for (const auto& [x, y] : cubic[0]) EXPECT_DOUBLE_EQ(y, 6 * x);
}

TEST(ShownRange, HoldsCurvesButNotPoles) {
  const auto [low, high] = shown_range({drawn("x", 0, -1, 1, 201)});
  EXPECT_LT(low, -1);
  EXPECT_GT(low, -1.2);
  EXPECT_GT(high, 1);
  const auto [pole_low, pole_high] = shown_range({drawn("1 / x^2", 0, -1, 1, 401)});
  EXPECT_LT(pole_high, 40000);
  EXPECT_LT(pole_low, 1);
  const auto [flat_low, flat_high] = shown_range({drawn("0 * x", 0, -1, 1)});
  EXPECT_LT(flat_low, flat_high);
}

}  // namespace
}  // namespace actsweep::report
