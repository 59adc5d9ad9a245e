#pragma once

#include <map>
#include <optional>
#include <string>

#include "datasets/dataset_info.h"
#include "harness/config/grid.h"
#include "harness/config/trial_work.h"
#include "harness/store/store.h"

namespace actsweep {

/// The cost of a whole grid.
struct Cost {
  double images = 0;   ///< training images, over all epochs of all trials
  double seconds = 0;  ///< with one job
  double memory = 0;   ///< bytes of the largest trial
  /// What the seconds are based on.
  enum class Basis { kThisModel, kOtherModels, kAssumption } basis = Basis::kThisModel;
};

/// Estimates the cost of trials from the finished ones in a database: the median training time per unit of
/// TrialWork::of for each trained model, over all of them for other models, and an assumed time without any.
class CostEstimate {
 public:
  /// `store` may be null.
  CostEstimate(const Store* store, const Schema& schema, DatasetInfoCache& data, TrialWork& work);

  /// Estimates from an even sample of the grid's trials. Throws InputError where a data set is missing.
  Cost of(const Grid& grid) const;

 private:
  DatasetInfoCache& data_;
  TrialWork& work_;
  std::map<std::string, double> seconds_per_work_;  ///< by model
  double of_all_ = 0;                               ///< 0: nothing has been trained
};

/// The trials of a grid, as a run without options sees them.
struct PlannedTrials {
  std::uint64_t finished = 0;
  std::uint64_t failed = 0;  ///< skipped without --retry-failed
  std::uint64_t to_train = 0;
};

/// Decides about each trial of the grid, on the data sets found now. `store` may be null: all are to train. Reads the
/// ids of ended trials once, so that a large grid costs no more than a pass over its ids.
PlannedTrials plan_trials(const Grid& grid, const Store* store, DatasetInfoCache& data);

}  // namespace actsweep
