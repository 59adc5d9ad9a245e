#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/schema/metric_text.h"

namespace actsweep {

/// What diagnostics measure of a layer: the activation that it applies, or the parameters that it trains.
enum class LayerKind { kActivation, kWeights };

/// "activation" or "weights", as in the database.
const char* name_of(LayerKind kind);
/// Throws std::runtime_error for any other word.
LayerKind layer_kind(std::string_view name);

/// Diagnostics of one layer in one epoch. What was not measured, does not apply to its kind or is not finite is empty.
struct LayerEpoch {
  int epoch = 0;  ///< after which it was measured; 0: before training
  LayerKind kind = LayerKind::kActivation;
  int position = 1;         ///< from 1 in its kind: activations as the network calls them, weights as it lists them
  std::string module = {};  ///< path in the network: "3", "0.module"
  std::optional<double> preactivation_mean = {}, preactivation_sd = {}, activation_mean = {}, activation_sd = {},
                        dead_units = {}, grad_norm = {};
  /// Histogram of the pre-activations: JSON for parse_histogram(), 100 bins. The first and the last bin also count what
  /// lies outside.
  std::string preactivations = {};
};

/// The declaration of one number of a layer, which the protocol, the database and reports follow.
struct LayerMetric {
  const char* name;  ///< column of `layer_epoch`, and key everywhere else
  std::optional<double> LayerEpoch::*value;
  const char* meaning;  ///< with its unit
  MetricText text;
};

/// All numbers of a layer, in the order of LayerEpoch.
const std::vector<LayerMetric>& layer_metrics();

void to_json(nlohmann::json& json, const LayerEpoch& layer);
void from_json(const nlohmann::json& json, LayerEpoch& layer);

}  // namespace actsweep
