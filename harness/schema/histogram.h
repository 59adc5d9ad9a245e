#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace actsweep {

/// Counts of numbers in bins of one width, as LayerEpoch has them of pre-activations.
struct Histogram {
  double from = 0, to = 1;
  std::vector<double> counts;

  double width() const { return (to - from) / static_cast<double>(counts.size()); }
};

/// Reads {"counts": [1, 2], "from": -1, "to": 1}; anything else, bins without width included, is nothing.
std::optional<Histogram> parse_histogram(std::string_view json);

}  // namespace actsweep
