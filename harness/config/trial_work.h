#pragma once

#include <map>
#include <string>

#include "datasets/dataset_info.h"
#include "harness/config/experiment.h"
#include "harness/config/grid.h"
#include "models/network/summary.h"

namespace actsweep {

/// What the networks of trials hold and do. Each network is described once, however many trials train it.
class TrialWork {
 public:
  /// Of the network of a resolved trial, without its layers. Throws InputError where it does not fit the data; see
  /// describe_model().
  const network::Summary& summary(const nlohmann::json& config, const DatasetInfo& data);

  /// Of the whole training, in multiply-adds or what takes about as long: what trials are ordered and priced by.
  double of(const Trial& trial, const DatasetInfo& data);

  /// Bytes that training it takes, but for LibTorch and the data set.
  double memory(const nlohmann::json& config, const DatasetInfo& data);

 private:
  std::map<std::string, network::Summary> known_;
};

/// Throws InputError, with the place in the experiment, for a network of the grid that does not fit its data, or with
/// which another key of its trial does not go.
void check_networks(const Grid& grid, DatasetInfoCache& data, TrialWork& work);

}  // namespace actsweep
