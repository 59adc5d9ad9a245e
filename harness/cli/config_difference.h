#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace actsweep {

/// A key that is not the same in two configurations. A value is null where the configuration says null, and nothing but
/// has_a or has_b tells that from a key that is not there.
struct KeyDifference {
  std::string key;  ///< dotted; a component's name stands under the component's own key
  nlohmann::json a, b;
  bool has_a = false, has_b = false;
};

/// Of two nested configurations, as trainers take them, sorted by key. What is no object has no keys.
std::vector<KeyDifference> config_difference(const nlohmann::json& a, const nlohmann::json& b);

}  // namespace actsweep
