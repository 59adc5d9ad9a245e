#pragma once

#include <map>
#include <optional>
#include <string>

#include "datasets/dataset_info.h"
#include "harness/config/grid.h"
#include "harness/config/trial_work.h"
#include "harness/store/store.h"

namespace actsweep {

/// What a grid costs as a whole.
struct Cost {
  double images = 0;   ///< that are trained on, over all epochs of all trials
  double seconds = 0;  ///< in one slot
  double memory = 0;   ///< bytes of the trial that takes most
  /// Where the seconds are from.
  enum class Basis { kThisModel, kOtherModels, kAssumption } basis = Basis::kThisModel;
};

/// Prices trials by those that a database holds: the median training time for one unit of TrialWork::of, of each model
/// that has been trained, of all of them for a model that has not, and an assumed one where there is none.
class CostEstimate {
 public:
  /// `store` may be null.
  CostEstimate(const Store* store, const Schema& schema, DatasetInfoCache& data, TrialWork& work);

  /// From an even sample of the grid's trials. Throws InputError where a data set is missing.
  Cost of(const Grid& grid) const;

 private:
  DatasetInfoCache& data_;
  TrialWork& work_;
  std::map<std::string, double> seconds_per_work_;  ///< by model
  double of_all_ = 0;                               ///< 0: nothing has been trained
};

}  // namespace actsweep
