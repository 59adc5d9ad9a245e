#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "harness/config/product.h"

namespace actsweep {

/// What the values of axes are called in legends and tables, where a value is more than one key says: {name: resnet_v2,
/// depth: 20} is its label or, without one, "resnet_v2 (depth 20)", with those of its keys that tell values of the same
/// name apart. Other values are called what they are. Keys that an axis or a figure is over by themselves are no part
/// of another value's name.
class ValueNames {
 public:
  /// Throws InputError, with the label's place, where two labels are for the same value, or one name for two values.
  ValueNames(const Schema& schema, const Experiment& experiment, const std::vector<Product>& products,
             const std::set<std::string>& shown_keys);

  /// Whether a key's values are part of what another key's are called, so that it is no axis itself.
  bool is_part(const std::string& key) const { return parts_.contains(key); }

  /// The names of an axis' values, in the order of the file; nullptr where they are called what they are.
  const std::vector<nlohmann::json>* of_axis(const std::string& key) const;

  /// A configuration as reports have it: named values by their names.
  std::map<std::string, nlohmann::json> named(std::map<std::string, nlohmann::json> flat) const;

 private:
  /// A value: those of the axis' key and of the keys that are part of it, as one JSON list.
  struct Named {
    std::vector<std::string> parts;
    std::set<std::string> texts;                       ///< those of the parts that are a formula or a network
    std::vector<nlohmann::json> values;                ///< in the order of the file
    std::set<std::string> on_axis;                     ///< those of them that are rows of the axis, as JSON text
    std::map<std::string, const AxisValue*> labelled;  ///< by JSON text
    std::map<std::string, nlohmann::json> names;       ///< by JSON text
    std::vector<nlohmann::json> of_axis;
  };

  void find_parts(const Experiment& experiment, const std::set<std::string>& shown_keys);
  void add_values(const Schema& schema, const Product& product);
  void add_value(const std::string& key, Named& named, const nlohmann::json& value, const AxisValue* row);
  void name_all(const std::string& key, Named& named) const;
  static std::string described(const std::string& key, const Named& named, const nlohmann::json& value);

  std::map<std::string, Named> named_;  ///< by the axis' key
  std::set<std::string> parts_;
};

}  // namespace actsweep
