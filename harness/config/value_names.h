#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "harness/config/product.h"

namespace actsweep {

/// The names of axis values in legends and tables, for values with several keys or a label. The name is the label or,
/// without one, such as "resnet_v2 (depth 20)" for {name: resnet_v2, depth: 20}: it adds the keys that distinguish
/// values of the same component. Other values have no name. Keys that are axes themselves, and keys that a figure
/// shows, are not part of another value's name.
class ValueNames {
 public:
  /// Throws InputError, with the label's place, if two labels name the same value or one label names two values.
  ValueNames(const Schema& schema, const Experiment& experiment, const std::vector<Product>& products,
             const std::set<std::string>& shown_keys);

  /// Whether a key is part of the names of another key's values, and therefore not an axis itself.
  bool is_part(const std::string& key) const { return parts_.contains(key); }

  /// The names of an axis' values, in the order of the file; nullptr if they have no names.
  const std::vector<nlohmann::json>* of_axis(const std::string& key) const;

  /// Replaces the values in a configuration that have names by these.
  std::map<std::string, nlohmann::json> named(std::map<std::string, nlohmann::json> flat) const;

 private:
  struct Value {
    nlohmann::json value;                 ///< a list: the value of the axis' key, then those of `parts`
    bool on_axis = false;                 ///< a row of the axis, not the default
    const AxisValue* labelled = nullptr;  ///< the row, if it has a label
    nlohmann::json name = {};
  };
  /// An axis whose values have names.
  struct Named {
    std::vector<std::string> parts;
    std::set<std::string> texts;               ///< the parts that are a formula or a network
    std::vector<Value> values;                 ///< in the order of the file
    std::map<std::string, std::size_t> index;  ///< in `values`, by the value as JSON text
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
