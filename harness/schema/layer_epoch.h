#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace actsweep {

/// What of a layer was looked at: the activation that it applies, or the parameters that it trains.
enum class LayerKind { kActivation, kWeights };

/// "activation" or "weights", as the database has it.
const char* name_of(LayerKind kind);
/// Throws std::runtime_error for any other word.
LayerKind layer_kind(std::string_view name);

/// What one layer of a network did in one epoch; what was not measured, does not belong to its kind, or is no finite
/// number, is empty.
struct LayerEpoch {
  int epoch = 0;  ///< after which it was measured; 0: before training
  LayerKind kind = LayerKind::kActivation;
  int position = 1;         ///< from 1 in its kind: activations as the network calls them, weights as it lists them
  std::string module = {};  ///< path in the network: "3", "0.module"
  std::optional<double> preactivation_mean = {}, preactivation_sd = {}, activation_mean = {}, activation_sd = {},
                        dead_units = {}, grad_norm = {};
  /// Histogram of the pre-activations, JSON that parse_histogram() reads, of 100 bins; what lies outside is counted in
  /// the first and in the last.
  std::string preactivations = {};
};

/// One number of a layer: its name, which is its column in the database and its key everywhere else.
struct LayerMetric {
  const char* name;
  std::optional<double> LayerEpoch::*value;
  const char* meaning;  ///< with its unit
};

/// Every number of a layer, in the order of LayerEpoch.
const std::vector<LayerMetric>& layer_metrics();

void to_json(nlohmann::json& json, const LayerEpoch& layer);
void from_json(const nlohmann::json& json, LayerEpoch& layer);

}  // namespace actsweep
