#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace actsweep::statistics {

/// Mean, spread and confidence interval of repeated measurements.
struct Summary {
  std::size_t n = 0;
  double mean = 0;
  std::optional<double> sd;      ///< sample standard deviation (n - 1); unset if n = 1
  std::optional<double> ci_low;  ///< 95 % confidence interval of the mean; unset if n = 1
  std::optional<double> ci_high;
};

/// Summarizes at least one value. The interval is mean -+ t(0.975, n - 1) * sd / sqrt(n), which assumes independent and
/// normally distributed values.
Summary summarize(const std::vector<double>& values);

}  // namespace actsweep::statistics
