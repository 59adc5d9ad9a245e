#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "harness/schema/metric_text.h"

namespace actsweep {

/// The metrics of one epoch. What was not measured or is not finite is empty.
struct Epoch {
  int epoch = 0;  ///< counted from 1
  std::optional<double> lr = {}, train_loss = {}, train_top1 = {}, test_loss = {}, test_top1 = {}, test_top3 = {},
                        test_top5 = {}, val_loss = {}, val_top1 = {}, seconds = {}, images_per_second = {},
                        grad_norm = {}, peak_memory = {}, penalty = {}, eval_seconds = {};
};

/// How a trial's value follows from its epochs' values.
enum class TrialValue {
  kLast,        ///< of the last epoch
  kSum,         ///< over the epochs
  kMean,        ///< over the epochs
  kThroughput,  ///< mean over the epochs, weighted by their `seconds`
};

/// The declaration of one metric. The protocol, the database and reports follow it: a new metric is a member of Epoch,
/// a declaration, and the code in the training loop that measures it.
struct EpochMetric {
  const char* name;  ///< column of `epoch`, and key everywhere else
  std::optional<double> Epoch::*value;
  const char* meaning;  ///< with its unit
  MetricText text;
  TrialValue trial_value = TrialValue::kLast;
  const char* trial_name = name;  ///< column of `outcome` and `result`
};

/// All metrics of an epoch, in the order of Epoch.
const std::vector<EpochMetric>& epoch_metrics();

void to_json(nlohmann::json& json, const Epoch& epoch);
void from_json(const nlohmann::json& json, Epoch& epoch);

}  // namespace actsweep
