#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace actsweep::statistics {

/// What is known of a mean from a few repetitions.
struct Summary {
  std::size_t n = 0;
  double mean = 0;
  std::optional<double> sd;      ///< sample standard deviation (n - 1); none when n = 1
  std::optional<double> ci_low;  ///< 95 % interval of the mean by Student's t; none when n = 1
  std::optional<double> ci_high;
};

/// Of at least one value. The interval is mean -+ t(0.975, n - 1) * sd / sqrt(n), which takes the values for
/// independent and normal.
Summary summarize(const std::vector<double>& values);

}  // namespace actsweep::statistics
