#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/config/resolve.h"

namespace actsweep {

/// The contribution of one key to a trial's id: the first 64 bits of SHA-256 over "key=value", the value as JSON. An id
/// is the sum, modulo 2^64, over the keys that do not have their default. So it does not depend on their order, a key
/// added later changes no ids, and each id of a grid costs one addition.
std::uint64_t id_contribution(const std::string& key, const nlohmann::json& value);

/// One combination of components, which determines all keys, and the axes over plain values that it reads.
struct Product {
  /// A row of an axis that is distinct for these components.
  struct Row {
    std::uint64_t contribution = 0;
    std::uint32_t index = 0;  ///< in Axis::rows
  };
  struct ReadAxis {
    const Axis* axis = nullptr;
    std::vector<Row> rows;
  };
  /// The row of an axis over components that gives this combination.
  struct ChosenRow {
    const Axis* axis = nullptr;
    const Axis::Row* row = nullptr;
  };
  /// An exclusion that can match here: the rows that it matches, per axis; empty: all rows.
  struct Rule {
    std::vector<std::vector<bool>> rows;
  };

  Leaves leaves;                   ///< of the first row of each axis
  std::uint64_t contribution = 0;  ///< to ids, without the axes
  std::vector<ChosenRow> components;
  std::vector<ReadAxis> axes;
  std::vector<Rule> rules;

  /// The number of points before exclusions. A floating-point number, because an integer could overflow.
  double points() const;
  bool excluded(const std::vector<std::uint32_t>& position) const;
  /// The index in `axes` of the axis that has this key.
  std::optional<std::size_t> axis_of(const std::string& key) const;
  /// The place of a key's value at a position: in a row of an axis, in `trial` or on the command line; empty for a key
  /// that the experiment does not set.
  std::string place(const std::string& key, const std::vector<std::uint32_t>& position,
                    const Experiment& experiment) const;
};

/// Builds and checks the products of all blocks of an experiment.
class ProductBuilder {
 public:
  ProductBuilder(const Schema& schema, const Experiment& experiment);

  std::vector<Product> take() { return std::move(products_); }
  /// The declaration of each key that any product reads.
  const std::map<std::string, const Param*>& params() const { return params_; }

 private:
  /// Whether the axis sets components: then each of its rows needs separate products.
  bool sets_component(const Axis& axis) const;
  void check_combinations_count() const;
  void count_points(const Product& product);
  void read_rules();
  void add_block(const GridBlock& block);
  void check_labels(const Product& a, const Product& b) const;
  void add_product(const std::vector<const Axis*>& plain, Settings settings);
  void read_axis(Product& product, const Axis& axis);
  void add_rules(Product& product) const;
  void fail_on_unread_keys(const Experiment& experiment) const;
  void check_mapping(const std::string& key, const YamlValue& mapping,
                     const std::vector<const Product*>& products) const;

  const Schema& schema_;
  const Experiment& experiment_;
  std::set<std::string> component_keys_;
  std::vector<Product> products_;
  double points_ = 0;  ///< of all products, before rules
  std::map<std::string, const Param*> params_;
  std::vector<std::map<std::string, std::set<nlohmann::json>>> rules_;  ///< keys and values of each exclusion
  Leaves last_;                                                         ///< an example for messages about unread keys
};

/// Checks a value of an axis or an exclusion and converts it to its declared type; a component becomes its name.
nlohmann::json typed_value(const Schema& schema, const Param& param, const std::string& key, const YamlValue& value);

}  // namespace actsweep
