#pragma once

#include <cstddef>
#include <vector>

namespace actsweep::statistics {

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
