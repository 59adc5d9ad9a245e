#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

namespace actsweep::testing {

/// Kolmogorov-Smirnov test against a cumulative distribution function, with a false positive rate of 1e-4.
inline void expect_distributed(std::vector<double> values, const std::function<double(double)>& cumulative) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double probability = cumulative(values[i]);
    distance =
        std::max({distance, probability - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - probability});
  }
  EXPECT_LT(distance, 2.23 / std::sqrt(n))
      << values.size() << " numbers from " << values.front() << " to " << values.back();
}

inline void expect_uniform(std::vector<double> values, double lower, double upper) {
  EXPECT_GE(*std::min_element(values.begin(), values.end()), lower);
  EXPECT_LE(*std::max_element(values.begin(), values.end()), upper);
  expect_distributed(std::move(values), [=](double x) { return (x - lower) / (upper - lower); });
}

/// Expects equal frequencies: chi-square at most five standard deviations above its mean.
inline void expect_equally_frequent(const std::vector<std::int64_t>& counts) {
  const auto cells = static_cast<double>(counts.size());
  const double expected = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0})) / cells;
  ASSERT_GE(expected, 20);
  double chi_square = 0;
  for (const std::int64_t count : counts) {
    chi_square += std::pow(static_cast<double>(count) - expected, 2) / expected;
  }
  EXPECT_LT(chi_square, cells - 1 + 5 * std::sqrt(2 * (cells - 1)));
}

/// Expects `count` of `n` events of this probability, within five standard deviations.
inline void expect_rate(std::int64_t count, std::int64_t n, double probability) {
  const double deviation = std::sqrt(probability * (1 - probability) / static_cast<double>(n));
  EXPECT_NEAR(static_cast<double>(count) / static_cast<double>(n), probability, 5 * deviation);
}

}  // namespace actsweep::testing
