#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace actsweep::statistics {

/// A mean or a difference of means with what Student's t says of it.
struct Estimate {
  double effect = 0;
  double error = 0;    ///< standard error of the effect; 0 where all values are the same
  double freedom = 0;  ///< degrees of freedom

  /// The probability of such an effect or a larger one where the true one is at most `margin`: the one-sided p of
  /// "greater than the margin". With -m it is that of "not worse by m or more". Without any spread, which rounding of
  /// a few values can bring about, it is what their signs alone say: 2^-n of n pairs, never 0.
  double p_greater(double margin = 0) const;
  /// The same of "less than the margin".
  double p_less(double margin = 0) const;
  /// Half of the interval that covers the true effect with the given probability.
  double half_width(double confidence = 0.95) const;
};

/// a - b of values that belong together, such as those of one seed. At least two pairs.
Estimate paired_difference(const std::vector<double>& a, const std::vector<double>& b);

/// mean(a) - mean(b) of independent values whose spreads may differ (Welch 1947). At least two of each.
Estimate welch_difference(const std::vector<double>& a, const std::vector<double>& b);

/// The same from means, sample standard deviations and counts, as tables print them; `pooled`: with one spread for both
/// (Student 1908).
struct Sample {
  double mean = 0, deviation = 0;
  std::size_t n = 0;
};
Estimate difference_of(const Sample& a, const Sample& b, bool pooled);

/// (mean(a) - mean(b)) / pooled standard deviation.
double cohens_d(const Sample& a, const Sample& b);

/// The one-sided p of "as good as": that the true effect lies within ±margin, by two one-sided tests (Schuirmann 1987).
double p_equivalent(const Estimate& estimate, double margin);

/// Pearson's correlation of at least two pairs; 0 where either does not vary.
double correlation(const std::vector<double>& a, const std::vector<double>& b);

/// The probability, where both rates are the same, of at least `hits` of `n` against `other_hits` of `other_n`:
/// Fisher's exact one-sided test.
double fisher_greater(std::size_t hits, std::size_t n, std::size_t other_hits, std::size_t other_n);

/// The probability of at least `heads` heads of `n` fair coins: the one-sided p of the sign test.
double coin_tail(std::size_t heads, std::size_t n);

/// The p of Wilcoxon's one-sided signed-rank test where all `n` differences have the same sign: no n pairs reach less.
double min_signed_rank_p(std::size_t n);

/// Half of the interval around the mean of n runs of the given sample deviation in which one more run lies with the
/// given probability: t s sqrt(1 + 1/n).
double prediction_half_width(double deviation, std::size_t n, double confidence = 0.95);

/// The least number of pairs with which a paired one-sided test at level alpha finds a true difference of `margin` with
/// the probability `power`, where differences have the given deviation; by the noncentral t distribution. None where
/// 100,000 are too few.
std::optional<std::size_t> pairs_for(double margin, double deviation, double alpha, double power);

}  // namespace actsweep::statistics
