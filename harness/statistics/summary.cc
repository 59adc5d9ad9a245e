#include "harness/statistics/summary.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace actsweep::statistics {

Summary summarize(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Summary summary{values.size(), std::accumulate(values.begin(), values.end(), 0.0) / n, {}, {}, {}};
  if (values.size() < 2) return summary;
  // Two passes, because a sum of squares would lose the digits in which accuracies differ.
  double squares = 0;
  for (const double value : values) squares += (value - summary.mean) * (value - summary.mean);
  summary.sd = std::sqrt(squares / (n - 1));
  const boost::math::students_t distribution(n - 1);
  const double half = boost::math::quantile(distribution, 0.975) * *summary.sd / std::sqrt(n);
  summary.ci_low = summary.mean - half;
  summary.ci_high = summary.mean + half;
  return summary;
}

}  // namespace actsweep::statistics
