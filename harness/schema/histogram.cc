#include "harness/schema/histogram.h"

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

}  // namespace actsweep
