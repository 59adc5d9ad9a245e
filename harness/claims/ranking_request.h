#pragma once

#include <string>

#include "harness/config/yaml.h"

namespace actsweep::claims {

/// What an experiment file asks for under report.ranking.
struct RankingRequest {
  std::string metric;  ///< an accuracy or a loss; empty where neither the file nor a figure names one
  std::string of;      ///< only pairs with this activation; empty: all pairs
  std::string place;   ///< file, line and column; of `of` where that is given
};

/// Reads report.ranking. `first_metric` is what the first figure draws, which is ranked where no metric is named.
/// Throws InputError, with file, line and column, for whatever is wrong in it.
RankingRequest parse_ranking(const YamlValue& value, const std::string& first_metric);

}  // namespace actsweep::claims
