#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace actsweep {

/// Counts of numbers in bins of equal width, such as LayerEpoch::preactivations.
struct Histogram {
  double from = 0, to = 1;
  std::vector<double> counts;

  double width() const { return (to - from) / static_cast<double>(counts.size()); }
};

/// Parses {"counts": [1, 2], "from": -1, "to": 1}. Returns nothing for any other text, and for bins without width.
std::optional<Histogram> parse_histogram(std::string_view json);

/// The share of all values in each of `bins` bins between other ends, divided by the bin's width. Values are taken to
/// be spread evenly over the histogram's own bins.
std::vector<double> densities(const Histogram& histogram, double from, double to, std::size_t bins);

}  // namespace actsweep
