#pragma once

#include <map>
#include <optional>
#include <string>

#include "datasets/facts.h"
#include "harness/config/grid.h"
#include "harness/store/store.h"

namespace actsweep {

/// What a grid costs as a whole.
struct Cost {
  double images = 0;              ///< that are trained on, over all epochs of all trials
  std::optional<double> seconds;  ///< in one slot
};

/// Prices trials by those that a database holds: for each model the median training time of a finished trial for one
/// unit of relative_cost. A rough price: networks of one name differ by more than their depth.
class CostEstimate {
 public:
  /// `store` may be null: no time is known then.
  CostEstimate(const Store* store, const Schema& schema);

  /// From an even sample of the grid's trials; without a time where a model of the sample has not been trained yet.
  /// Throws InputError where a data set is missing.
  Cost of(const Grid& grid, DataChecker& data) const;

 private:
  std::map<std::string, double> seconds_per_cost_;  ///< by model
};

}  // namespace actsweep
