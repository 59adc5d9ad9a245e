#include "harness/statistics/summary.h"

#include <gtest/gtest.h>

namespace actsweep::statistics {
namespace {

struct Expected {
  std::vector<double> values;
  double mean, sd, low, high;
};

// Expected values from SciPy 1.17: m = x.mean(); sd = x.std(ddof=1); h = t.ppf(.975, len(x) - 1) * sd / sqrt(len(x)).
TEST(Statistics, AgreesWithScipy) {
  const std::vector<Expected> cases = {
      {{98.1, 98.4, 97.9}, 98.13333333333333, 0.2516611478423591, 97.50817238539575, 98.7584942812709},
      {{1, 2}, 1.5, 0.7071067811865476, -4.853102368087347, 7.853102368087347},
      {{1e9 + 1, 1e9 + 2, 1e9 + 4, 1e9 + 3}, 1000000002.5, 1.2909944487358056, 1000000000.4457397, 1000000004.5542603},
      {{2.3, 2.1, 2.5, 2.2, 2.9, 1.7, 2.0},
       2.242857142857143,
       0.38234863173611094,
       1.889243636420779,
       2.596470649293507}};
  for (const Expected& expected : cases) {
    const Summary summary = summarize(expected.values);
    EXPECT_EQ(summary.n, expected.values.size());
    EXPECT_NEAR(summary.mean, expected.mean, 1e-12 * expected.mean);
    EXPECT_NEAR(*summary.sd, expected.sd, 1e-10);
    EXPECT_NEAR(*summary.ci_low, expected.low, 1e-6);
    EXPECT_NEAR(*summary.ci_high, expected.high, 1e-6);
  }
}

TEST(Statistics, OneValueHasNoInterval) {
  const Summary summary = summarize({97.5});
  EXPECT_EQ(summary.n, 1U);
  EXPECT_EQ(summary.mean, 97.5);
  EXPECT_FALSE(summary.sd || summary.ci_low || summary.ci_high);
}

TEST(Statistics, EqualValuesHaveAnIntervalOfNoWidth) {
  const Summary summary = summarize({10, 10, 10});
  EXPECT_EQ(summary.sd, 0);
  EXPECT_EQ(summary.ci_low, 10);
  EXPECT_EQ(summary.ci_high, 10);
}

}  // namespace
}  // namespace actsweep::statistics
