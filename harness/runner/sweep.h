#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "datasets/dataset_info.h"
#include "harness/config/grid.h"
#include "harness/config/trial_work.h"
#include "harness/runner/run_loop.h"
#include "harness/store/store.h"

namespace actsweep {

/// The experiments of one invocation: their trials, each once, and the data those are trained on.
class Sweep {
 public:
  /// Loads every data set that the trials name for its checksum, and frees it again. `remark` hears what there is to
  /// say about the data. Throws InputError where two grids are of one experiment, where a network does not fit its
  /// data, and where data is missing or damaged.
  Sweep(std::vector<Grid> grids, const DataLocations& locations, const std::function<void(const std::string&)>& remark);

  /// Expands the grids and records the experiments and their trials, once, before anything below.
  void enqueue(Store& store);
  std::size_t size() const { return members_.size(); }
  /// What a run with this policy does not skip as finished.
  struct Pending {
    std::vector<PendingTrial> trials;  ///< the longest first, so that no long trial is left to run alone at the end
    std::size_t failed = 0;            ///< of them; the policy skips these, too
  };
  Pending pending(const Store& store, const RetryPolicy& retry) const;
  /// Materializes the trial a second time: to keep the configurations of a million trials would take gigabytes.
  TrialDetails details(const PendingTrial& pending) const;
  /// What the trials compute in: values of the key `precision`.
  std::set<std::string> precisions(const std::vector<PendingTrial>& pending) const;
  /// Whether a part of its training images is kept for validation.
  bool has_validation_part(const PendingTrial& trial) const { return members_[trial.index].has_validation_part; }

 private:
  struct Source {
    Grid grid;
    std::vector<std::string> varied;  ///< keys that are not the same in all its trials
  };
  struct Member {
    Point point;
    std::uint32_t source = 0;
    std::uint16_t precision = 0;  ///< index in precisions_
    bool has_validation_part = false;
    const DatasetInfo* data = nullptr;
    double cost = 0;
  };

  std::vector<Source> sources_;
  DatasetInfoCache data_;
  TrialWork work_;
  std::vector<std::string> precisions_;  ///< of all members
  std::vector<Member> members_;
};

}  // namespace actsweep
