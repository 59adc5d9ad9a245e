#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/config/resolve.h"

namespace actsweep {

/// The contribution of one key to a trial's id. The id is the sum, modulo 2^64, over the keys that are not at their
/// default: it does not depend on their order, a key that is added later changes no id, and the ids of a whole grid
/// cost an addition each. Each contribution is the first 64 bits of SHA-256 over "key=value", the value as JSON.
std::uint64_t id_contribution(const std::string& key, const nlohmann::json& value);

/// One combination of components, for which every key is known, and the axes over plain values that it reads.
struct Product {
  /// A row of an axis that differs from all others for these components.
  struct Row {
    std::uint64_t contribution = 0;
    std::uint32_t index = 0;  ///< among the axis' rows
  };
  struct ReadAxis {
    const Axis* axis = nullptr;
    std::vector<Row> rows;
  };
  /// Of an axis over components the row that is theirs.
  struct ChosenRow {
    const Axis* axis = nullptr;
    const Axis::Row* row = nullptr;
  };
  /// A rule that can match here: for each axis the rows that it names; empty: any.
  struct Rule {
    std::vector<std::vector<bool>> rows;
  };

  std::map<std::string, Leaf> leaves;  ///< with the first row of each axis
  std::uint64_t contribution = 0;      ///< of everything but the axes
  std::vector<ChosenRow> components;
  std::vector<ReadAxis> axes;
  std::vector<Rule> rules;

  /// Number of points, rules not counted; saturates far above any limit.
  double points() const;
  bool excluded(const std::vector<std::uint32_t>& position) const;
  /// Of the axes over plain values the one that has this key.
  std::optional<std::size_t> axis_of(const std::string& key) const;
  /// Where a key's value at a position stands: in a row of an axis, in `trial` or on the command line; empty where none
  /// is given.
  std::string place(const std::string& key, const std::vector<std::uint32_t>& position,
                    const Experiment& experiment) const;
};

/// Builds the products of the blocks of an experiment and checks everything in them.
class ProductBuilder {
 public:
  ProductBuilder(const Schema& schema, const Experiment& experiment);

  std::vector<Product> take() { return std::move(products_); }
  /// The declaration of each key that some product reads.
  const std::map<std::string, const Param*>& params() const { return params_; }

 private:
  /// Whether the axis names components, so that each of its rows makes products of its own.
  bool sets_component(const Axis& axis) const;
  void check_combinations_count() const;
  void count_points(const Product& product);
  void read_rules();
  void add_block(const GridBlock& block);
  void refuse_labels(const Product& a, const Product& b) const;
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
  std::vector<std::map<std::string, std::set<nlohmann::json>>> rules_;  ///< of each exclusion: its keys and values
  Resolved last_;  ///< to explain with which components a key is not read
};

/// A value of an axis or a rule, checked and brought to its declared type; a component's is its name.
nlohmann::json typed_value(const Schema& schema, const Param& param, const std::string& key, const YamlValue& value);

}  // namespace actsweep
