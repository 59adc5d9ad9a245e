#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/cli/row_writer.h"
#include "models/zoo/model.h"

namespace actsweep {

/// A network that somebody wants to see.
struct AskedNetwork {
  nlohmann::json model;  ///< resolved
  Task task;
  DescribedModel described;
};

/// Of a model's name and keys of it as key=value, for images as "3x32x32". Throws InputError for whatever does not
/// make one network.
AskedNetwork asked_network(const std::string& name, const std::vector<std::string>& keys, const std::string& input,
                           std::int64_t classes);

/// Its layers, one a row. What holds others has the sums of those.
void write_layer_table(const AskedNetwork& network, RowWriter& table);

/// The layers and the sums as numbers, for programs.
nlohmann::json layers_json(const AskedNetwork& network, std::int64_t batch_size);

/// The steps as the notation has them, a line each.
std::string step_lines(const AskedNetwork& network);

/// The sums in words, and the bytes that training with batches of this size takes.
std::string layer_totals(const AskedNetwork& network, std::int64_t batch_size);

}  // namespace actsweep
