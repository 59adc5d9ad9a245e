#include "harness/statistics/tests.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/hypergeometric.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace actsweep::statistics {
namespace {

using boost::math::students_t;

double squares_about(const std::vector<double>& values, double center) {
  return std::accumulate(values.begin(), values.end(), 0.0,
                         [&](double sum, double value) { return sum + (value - center) * (value - center); });
}

Sample sample_of(const std::vector<double>& values) {
  const double center = mean(values);
  return {center, std::sqrt(squares_about(values, center) / static_cast<double>(values.size() - 1)), values.size()};
}

/// The upper tail probability of Student's t distribution.
double tail_above(double effect, double error, double freedom) {
  constexpr double kNoSpread = 1e-9;  // relative to the effect: the rounding error of equal differences
  if (error <= kNoSpread * std::abs(effect) || error == 0) return effect > 0 ? std::exp2(-(freedom + 1)) : 1;
  return cdf(complement(students_t(freedom), effect / error));
}

/// Indices in ascending order of p.
std::vector<std::size_t> ascending(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  return order;
}

}  // namespace

double Estimate::p_greater(double margin) const { return tail_above(effect - margin, error, freedom); }

double Estimate::p_less(double margin) const { return tail_above(margin - effect, error, freedom); }

double Estimate::half_width(double confidence) const {
  return error == 0 ? 0 : error * quantile(complement(students_t(freedom), (1 - confidence) / 2));
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Estimate paired_difference(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> differences(a.size());
  std::transform(a.begin(), a.end(), b.begin(), differences.begin(), std::minus<>());
  const Sample sample = sample_of(differences);
  const auto n = static_cast<double>(sample.n);
  return {sample.mean, sample.deviation / std::sqrt(n), n - 1};
}

Estimate welch_difference(const std::vector<double>& a, const std::vector<double>& b) {
  return difference_of(sample_of(a), sample_of(b), false);
}

Estimate difference_of(const Sample& a, const Sample& b, bool pooled) {
  const auto n_a = static_cast<double>(a.n), n_b = static_cast<double>(b.n);
  if (pooled) {
    const double squares = (n_a - 1) * a.deviation * a.deviation + (n_b - 1) * b.deviation * b.deviation;
    return {a.mean - b.mean, std::sqrt(squares / (n_a + n_b - 2) * (1 / n_a + 1 / n_b)), n_a + n_b - 2};
  }
  const double of_a = a.deviation * a.deviation / n_a, of_b = b.deviation * b.deviation / n_b;
  const double both = of_a + of_b;
  const double freedom = both == 0 ? n_a + n_b - 2 : both * both / (of_a * of_a / (n_a - 1) + of_b * of_b / (n_b - 1));
  return {a.mean - b.mean, std::sqrt(both), freedom};
}

double p_equivalent(const Estimate& estimate, double margin) {
  return std::max(estimate.p_greater(-margin), estimate.p_less(margin));
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const double center_a = mean(a), center_b = mean(b);
  double product = 0;
  for (std::size_t i = 0; i < a.size(); ++i) product += (a[i] - center_a) * (b[i] - center_b);
  const double spread = std::sqrt(squares_about(a, center_a) * squares_about(b, center_b));
  return spread == 0 ? 0 : product / spread;
}

double fisher_greater(std::size_t hits, std::size_t n, std::size_t other_hits, std::size_t other_n) {
  const std::size_t all_hits = hits + other_hits;
  const boost::math::hypergeometric distribution(static_cast<unsigned>(all_hits), static_cast<unsigned>(n),
                                                 static_cast<unsigned>(n + other_n));
  double p = 0;
  for (std::size_t k = hits; k <= std::min(all_hits, n); ++k) p += pdf(distribution, static_cast<double>(k));
  return std::min(p, 1.0);
}

double coin_tail(std::size_t heads, std::size_t n) {
  if (heads == 0) return 1;
  const boost::math::binomial distribution(static_cast<double>(n), 0.5);
  return cdf(complement(distribution, static_cast<double>(heads - 1)));
}

double min_signed_rank_p(std::size_t n) { return std::ldexp(1.0, -static_cast<int>(n)); }

double prediction_half_width(double deviation, std::size_t n, double confidence) {
  const auto count = static_cast<double>(n);
  return deviation * std::sqrt(1 + 1 / count) * quantile(complement(students_t(count - 1), (1 - confidence) / 2));
}

std::optional<std::size_t> pairs_for(double margin, double deviation, double alpha, double power) {
  constexpr std::size_t kMax = 100'000;
  constexpr double kTwoPairsSuffice = 1000;  // margin / deviation from which on two pairs suffice at any usual level
  if (margin >= kTwoPairsSuffice * deviation) return 2;
  const auto power_of = [&](std::size_t n) {
    const auto count = static_cast<double>(n);
    const double critical = quantile(complement(students_t(count - 1), alpha));
    return cdf(complement(boost::math::non_central_t(count - 1, std::sqrt(count) * margin / deviation), critical));
  };
  std::size_t low = 1, high = 2;  // the result is above low and at most high
  while (high < kMax && power_of(high) < power) low = high, high *= 2;
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    (power_of(middle) < power ? low : high) = middle;
  }
  return high <= kMax ? std::optional(high) : std::nullopt;
}

std::vector<double> holm(const std::vector<double>& p) {
  const std::vector<std::size_t> order = ascending(p);
  std::vector<double> adjusted(p.size());
  double largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    largest = std::max(largest, std::min(1.0, static_cast<double>(p.size() - i) * p[order[i]]));
    adjusted[order[i]] = largest;
  }
  return adjusted;
}

std::vector<double> benjamini_hochberg(const std::vector<double>& p) {
  const std::vector<std::size_t> order = ascending(p);
  std::vector<double> adjusted(p.size());
  double smallest = 1;
  for (std::size_t i = order.size(); i-- > 0;) {
    smallest = std::min(smallest, static_cast<double>(p.size()) / static_cast<double>(i + 1) * p[order[i]]);
    adjusted[order[i]] = smallest;
  }
  return adjusted;
}

double partial_conjunction(std::vector<double> p, std::size_t k) {
  const auto kth = p.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(p.begin(), kth, p.end());
  return std::min(1.0, static_cast<double>(p.size() - k + 1) * *kth);
}

}  // namespace actsweep::statistics
