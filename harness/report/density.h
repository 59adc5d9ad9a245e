#pragma once

#include <string>
#include <vector>

namespace actsweep::report {

/// A histogram with bins of one width.
struct Histogram {
  double from = 0, to = 1;
  std::vector<double> counts;

  double width() const { return (to - from) / static_cast<double>(counts.size()); }
};

/// Reads {"counts": [1, 2], "from": -1, "to": 1}. Throws InputError for anything else.
Histogram parse_histogram(const std::string& json);

/// The share of all values in each bin by the bin's width, on bins between other ends: what lies in a bin is taken to
/// be spread evenly over it.
std::vector<double> densities(const Histogram& histogram, double from, double to, std::size_t bins);

}  // namespace actsweep::report
