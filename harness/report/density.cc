#include "harness/report/density.h"

#include <algorithm>
#include <numeric>

namespace actsweep::report {

std::vector<double> densities(const Histogram& histogram, double from, double to, std::size_t bins) {
  const double width = (to - from) / static_cast<double>(bins);
  const double all = std::accumulate(histogram.counts.begin(), histogram.counts.end(), 0.0);
  std::vector<double> found(bins);
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    const double begin = histogram.from + static_cast<double>(i) * histogram.width();
    const double end = begin + histogram.width();
    for (std::size_t k = 0; k < bins; ++k) {
      const double left = from + static_cast<double>(k) * width;
      const double shared = std::min(end, left + width) - std::max(begin, left);
      if (shared > 0) found[k] += histogram.counts[i] * shared / (histogram.width() * all * width);
    }
  }
  return found;
}

}  // namespace actsweep::report
