#pragma once

#include <map>
#include <string>

#include "datasets/dataset_info.h"
#include "harness/config/experiment.h"
#include "harness/config/grid.h"
#include "models/network/summary.h"

namespace actsweep {

/// The cost of trials, from their networks. Describes each network once, however many trials train it.
class TrialWork {
 public:
  /// The summary of a resolved trial's network, without its layers. Throws InputError if the network does not fit the
  /// data; see describe_model().
  const network::Summary& summary(const nlohmann::json& config, const DatasetInfo& data);

  /// The work of the whole training, in multiply-adds or operations that take about as long. Trials are ordered and
  /// their cost is estimated by it.
  double of(const Trial& trial, const DatasetInfo& data);

  /// The memory for training, in bytes, without LibTorch and the data set.
  double memory(const nlohmann::json& config, const DatasetInfo& data);

 private:
  std::map<std::string, network::Summary> known_;
};

/// Throws InputError, with the place in the experiment, for a network of the grid that does not fit its data or another
/// key of its trial.
void check_networks(const Grid& grid, DatasetInfoCache& data, TrialWork& work);

}  // namespace actsweep
