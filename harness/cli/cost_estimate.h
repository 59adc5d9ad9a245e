#pragma once

#include <map>
#include <optional>
#include <string>

#include "harness/config/grid.h"
#include "harness/store/store.h"

namespace actsweep {

/// Prices trials by those that a database holds: for each model the median training time of a finished trial for one
/// unit of Grid::relative_cost. A rough price: networks of one name differ by more than their depth.
class CostEstimate {
 public:
  CostEstimate(const Store& store, const Schema& schema);

  /// Seconds that a grid takes in one slot, from an even sample of its trials; nothing where a model of the sample has
  /// not been trained yet.
  std::optional<double> seconds(const Grid& grid) const;

 private:
  std::map<std::string, double> seconds_per_cost_;  ///< by model
};

}  // namespace actsweep
