#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/config/yaml.h"
#include "harness/results/comparison.h"
#include "harness/results/known_values.h"

namespace actsweep::claims {

/// What an experiment file requests under report.ranking.
struct RankingRequest {
  std::string metric;  ///< an accuracy or a loss; empty where neither the file nor a figure names one
  std::string of;      ///< only pairs with this activation; empty: all pairs
};

/// Reads report.ranking. `first_metric` is the metric of the first figure, which is ranked if the file names none.
/// Throws InputError, with file, line and column.
RankingRequest parse_ranking(const YamlValue& value, const std::string& first_metric);

/// Checks, before anything trains, that the trials will have the metric and the activation, and replaces an alias by
/// the name that the trials have. `given` is what parse_ranking() read. Throws InputError, with file, line and column.
void check_ranking(RankingRequest& request, const YamlValue& given, const KnownValues& known);

/// How the activations of an experiment rank in each of its setups. A setup is all trials that differ only in the
/// activation and the seeds.
struct Ranking {
  RankingRequest request;
  /// Axes that tell setups apart. Axes whose value the activation and the keys before them determine are left out.
  std::vector<std::string> keys = {};
  std::vector<std::string> tied = {};         ///< axes whose value follows the activation, so it differs within a pair
  std::vector<std::string> activations = {};  ///< names, with keys that tell some of them apart: "elu (alpha 0.5)"
  std::vector<std::vector<nlohmann::json>> setups = {};  ///< values of `keys`; null where trials lack the key
  /// Rows are setups, in the order of the grid: "batch size 32, input noise σ 2". Columns are activations, in the
  /// order of their axis. Labels leave out keys whose value two thirds of the trials share; the keys that setups
  /// change in a union of blocks come first.
  RunsTable table;
  std::vector<ColumnComparison> comparisons = {};  ///< of finished setups
  std::string missing = {};                        ///< why there is nothing to compare; empty where there is
};

/// Compares each pair in each setup, two-sided and paired over seeds (else by Welch's test), adjusted by Holm over the
/// whole ranking.
Ranking make_ranking(const Results& results, const RankingRequest& request);

/// Counts the comparisons of rankings together, adjusted by Holm over all of them. Trials that several experiments
/// share count once.
std::vector<WinTieLoss> count_together(std::vector<Ranking> rankings);

}  // namespace actsweep::claims
