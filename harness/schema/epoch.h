#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

namespace actsweep {

/// The metrics of one epoch; what was not measured, or is no finite number, is empty.
struct Epoch {
  int epoch = 0;  ///< counted from 1
  std::optional<double> lr = {}, train_loss = {}, train_top1 = {}, test_loss = {}, test_top1 = {}, test_top3 = {},
                        test_top5 = {}, val_loss = {}, val_top1 = {}, seconds = {}, images_per_second = {},
                        grad_norm = {}, peak_memory = {}, penalty = {}, eval_seconds = {};
};

/// One metric: its name, which is its column in the database and its key everywhere else.
struct EpochMetric {
  const char* name;
  std::optional<double> Epoch::*value;
  const char* meaning;  ///< with its unit
};

/// Every metric of an epoch, in the order of Epoch.
const std::vector<EpochMetric>& epoch_metrics();

void to_json(nlohmann::json& json, const Epoch& epoch);
void from_json(const nlohmann::json& json, Epoch& epoch);

}  // namespace actsweep
