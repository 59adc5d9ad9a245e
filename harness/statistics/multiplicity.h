#pragma once

#include <cstddef>
#include <vector>

namespace actsweep::statistics {

/// p-values, each adjusted for all of them, in the same order; a test is rejected at alpha where its adjusted p is at
/// most alpha.

/// No true hypothesis of the family is rejected but with probability alpha (Holm 1979).
std::vector<double> holm(const std::vector<double>& p);

/// Of what is rejected, at most the share alpha is true in expectation (Benjamini and Hochberg 1995).
std::vector<double> benjamini_hochberg(const std::vector<double>& p);

/// The p of "at least k of these n hypotheses are false", however they depend on each other: (n - k + 1) times the k-th
/// smallest (Benjamini and Heller 2008, after Bonferroni). k is 1 to n.
double partial_conjunction(std::vector<double> p, std::size_t k);

}  // namespace actsweep::statistics
