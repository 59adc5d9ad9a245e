#include "harness/report/axes.h"

#include <gmock/gmock.h>

#include "harness/report/report_testing.h"

namespace actsweep::report {
namespace {

using testing::HasSubstr;

/// A figure of one trial a value of batch_size: 32, 64 and so on.
Figure figure_of(const std::string& metric, const std::vector<double>& values) {
  static DrawnResults input;
  input = {};
  input.name = "axes";
  input.classes = 10;
  input.figures = {{"batch_size", metric, "", ""}};
  int batch_size = 16;
  for (const double value : values) {
    input.trials.push_back(finished("t", {{"batch_size", batch_size *= 2}}, value, value));
  }
  return make_figures(input).at(0);
}

TEST(Axes, AccuraciesStayWithinTheirBounds) {
  const Range high = y_range(figure_of("test_top1", {99, 99.9}));
  EXPECT_NEAR(high.high, 99.945, 1e-9);
  EXPECT_NEAR(high.low, 98.955, 1e-9);
  const Range full = y_range(figure_of("test_top1", {10, 100}));
  EXPECT_EQ(full.low, 0);  // so near to zero, it starts there
  EXPECT_EQ(full.high, 100);
}

TEST(Axes, LossesFarApartAreLogarithmic) {
  EXPECT_FALSE(y_range(figure_of("test_loss", {0.1, 9})).log);
  EXPECT_TRUE(y_range(figure_of("test_loss", {0.1, 11})).log);
  EXPECT_FALSE(y_range(figure_of("test_top1", {0.1, 90})).log);
}

TEST(Axes, EqualValuesStillHaveARange) {
  const Range range = y_range(figure_of("test_loss", {0.5, 0.5}));
  EXPECT_LT(range.low, 0.5);
  EXPECT_GT(range.high, 0.5);
}

TEST(Axes, ChanceIsDrawnOnlyWhereItIsInSight) {
  const Figure near = figure_of("test_top1", {9, 95});
  EXPECT_EQ(reference_line(near, y_range(near)), 10);
  const Figure far = figure_of("test_top1", {97, 98});
  EXPECT_FALSE(reference_line(far, y_range(far)));
}

TEST(Axes, TicsStandAtTheValuesAndShareTheirDecimals) {
  EXPECT_THAT(x_axis_commands(figure_of("test_top1", {97, 98})), HasSubstr("set xtics ('32' 32, '64' 64)"));
  EXPECT_THAT(y_axis_commands({96.5, 99, false}), HasSubstr("set ytics 0.5\nset format y '%.1f'\n"));
  EXPECT_THAT(y_axis_commands({0, 100, false}), HasSubstr("set ytics 20\nset format y '%.0f'\n"));
  EXPECT_THAT(y_axis_commands({0.02, 30, true}), HasSubstr("'10⁻²' 0.01 0"));
}

}  // namespace
}  // namespace actsweep::report
