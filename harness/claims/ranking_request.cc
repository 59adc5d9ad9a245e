#include "harness/claims/ranking_request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "harness/config/mapping.h"
#include "harness/report/counting.h"
#include "harness/schema/epoch.h"
#include "harness/util/nearest.h"

namespace actsweep::claims {
namespace {

constexpr const char* kKey = "report.ranking";

/// The metrics of which more or less is better.
std::vector<std::string> ranked_metrics() {
  std::vector<std::string> names;
  for (const EpochMetric& metric : epoch_metrics()) {
    if (report::Counting(metric.name, 0).has_better()) names.emplace_back(metric.name);
  }
  return names;
}

}  // namespace

RankingRequest parse_ranking(const YamlValue& value, const std::string& first_metric) {
  expect_keys(value, kKey, {"metric", "of"});
  const std::string own = text_of(value, "metric", kKey);
  RankingRequest request{own.empty() ? first_metric : own, text_of(value, "of", kKey), value.place};
  if (const YamlValue* of = value.find("of")) request.place = of->place;
  if (request.metric.empty()) return request;
  const std::vector<std::string> known = ranked_metrics();
  if (std::find(known.begin(), known.end(), request.metric) != known.end()) return request;
  if (own.empty()) {
    fail_at(value, kKey,
            fmt::format("the first figure draws {}, of which neither more nor less is better; name a metric, one of {}",
                        first_metric, fmt::join(known, ", ")));
  }
  fail_at(*value.find("metric"), "report.ranking.metric",
          fmt::format("{} is no metric of which more or less is better{}; there are {}", own, did_you_mean(own, known),
                      fmt::join(known, ", ")));
}

}  // namespace actsweep::claims
