#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace actsweep::statistics {

/// An estimated mean or difference of means, for inference with Student's t distribution.
struct Estimate {
  double effect = 0;
  double error = 0;    ///< standard error of the effect; 0 if all values are equal
  double freedom = 0;  ///< degrees of freedom

  /// The one-sided p-value of "the effect is greater than `margin`"; with margin -m, of non-inferiority within m.
  /// Without spread, which can happen with a few rounded values, it falls back to the sign test: 2^-n for n pairs,
  /// never 0.
  double p_greater(double margin = 0) const;
  /// The one-sided p-value of "the effect is less than `margin`".
  double p_less(double margin = 0) const;
  /// Half the width of the confidence interval of the effect.
  double half_width(double confidence = 0.95) const;
};

double mean(const std::vector<double>& values);

/// The mean difference a - b of paired values, such as of the same seeds. Needs at least two pairs.
Estimate paired_difference(const std::vector<double>& a, const std::vector<double>& b);

/// The difference mean(a) - mean(b) of independent values with unequal variances (Welch 1947). Needs at least two of
/// each.
Estimate welch_difference(const std::vector<double>& a, const std::vector<double>& b);

/// Summary statistics of a sample, as printed in tables; `deviation` is the sample standard deviation.
struct Sample {
  double mean = 0, deviation = 0;
  std::size_t n = 0;
};
/// The difference of means a - b; `pooled`: assumes equal variances (Student 1908), otherwise like welch_difference().
Estimate difference_of(const Sample& a, const Sample& b, bool pooled);

/// The p-value of equivalence, that the effect lies within ±margin, by two one-sided tests (Schuirmann 1987).
double p_equivalent(const Estimate& estimate, double margin);

/// Pearson's correlation of at least two pairs; 0 if either is constant.
double correlation(const std::vector<double>& a, const std::vector<double>& b);

/// The p-value of Fisher's exact one-sided test that the rate of `hits` of `n` is greater than `other_hits` of
/// `other_n`.
double fisher_greater(std::size_t hits, std::size_t n, std::size_t other_hits, std::size_t other_n);

/// The one-sided p-value of the sign test: the probability of at least `heads` heads in `n` tosses of a fair coin.
double coin_tail(std::size_t heads, std::size_t n);

/// The smallest p-value that Wilcoxon's one-sided signed-rank test can reach with `n` pairs: all differences have the
/// same sign.
double min_signed_rank_p(std::size_t n);

/// Half the width of the prediction interval for one more value, given n values with sample standard deviation
/// `deviation`: t s sqrt(1 + 1/n).
double prediction_half_width(double deviation, std::size_t n, double confidence = 0.95);

/// The smallest number of pairs for which a paired one-sided t-test at level alpha detects a true difference of
/// `margin` with probability `power`, if the differences have standard deviation `deviation`; by the noncentral t
/// distribution. Returns nothing if it exceeds 100,000.
std::optional<std::size_t> pairs_for(double margin, double deviation, double alpha, double power);

// Functions that adjust p-values return them in the same order; reject a hypothesis if its adjusted p-value is at most
// alpha.

/// Controls the familywise error rate (Holm 1979).
std::vector<double> holm(const std::vector<double>& p);

/// Controls the false discovery rate (Benjamini and Hochberg 1995).
std::vector<double> benjamini_hochberg(const std::vector<double>& p);

/// The p-value of the partial conjunction hypothesis, whose rejection shows that at least k of the n null hypotheses
/// are false, under any dependence: (n - k + 1) times the k-th smallest p-value (Benjamini and Heller 2008, after
/// Bonferroni). k is 1 to n.
double partial_conjunction(std::vector<double> p, std::size_t k);

}  // namespace actsweep::statistics
