#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace actsweep {

/// What to print of a model's layers.
struct LayerOptions {
  std::optional<std::string> input;                 ///< size of the images, such as 3x32x32
  std::optional<std::int64_t> classes, batch_size;  ///< the latter for the memory that training needs
  bool notation = false;                            ///< print the network in the notation instead
};

/// Prints a row per layer of a model, given by its name and keys "key=value", and the totals. Throws InputError for
/// invalid input, or if the keys give several networks.
void print_layers(const std::string& model, const std::vector<std::string>& keys, const LayerOptions& options,
                  bool as_json);

}  // namespace actsweep
