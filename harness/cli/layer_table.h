#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/cli/row_writer.h"
#include "models/zoo/model.h"

namespace actsweep {

/// A model and the images that it classifies.
struct ResolvedNetwork {
  nlohmann::json model;  ///< resolved
  Task task;
  DescribedModel described;
};

/// Resolves a model, given by its name and keys "key=value", for images of a size such as "3x32x32". Throws InputError
/// for invalid input, or if the keys give several networks.
ResolvedNetwork resolve_network(const std::string& name, const std::vector<std::string>& keys, const std::string& input,
                                std::int64_t classes);

/// Writes a row per layer. Containers of layers have the sums of their layers.
void write_layer_table(const ResolvedNetwork& network, RowWriter& table);

/// The layers and the totals, for programs.
nlohmann::json layers_json(const ResolvedNetwork& network, std::int64_t batch_size);

/// The network in the notation, a line per step.
std::string step_lines(const ResolvedNetwork& network);

/// The totals in words, and the memory for training with batches of this size.
std::string layer_totals(const ResolvedNetwork& network, std::int64_t batch_size);

}  // namespace actsweep
