#include "harness/schema/histogram.h"

#include <algorithm>
#include <numeric>

#include "harness/util/shallow_json.h"

namespace actsweep {

std::optional<Histogram> parse_histogram(std::string_view json) {
  const nlohmann::json value = parse_shallow_json(json);
  Histogram histogram;
  try {
    histogram.from = value.at("from").get<double>();
    histogram.to = value.at("to").get<double>();
    histogram.counts = value.at("counts").get<std::vector<double>>();
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
  if (histogram.counts.empty() || !(histogram.from < histogram.to)) return std::nullopt;
  return histogram;
}

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

}  // namespace actsweep
