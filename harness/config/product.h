#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/config/resolve.h"

namespace actsweep {

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
  using Rule = std::vector<std::vector<bool>>;
  /// The row of each of `axes`.
  using Position = std::vector<std::uint32_t>;
  static constexpr std::uint32_t kAnyRow = UINT32_MAX;

  Leaves leaves;                   ///< of the first row of each axis
  std::uint64_t contribution = 0;  ///< to ids, without the axes
  std::vector<ChosenRow> components;
  std::vector<ReadAxis> axes;
  std::vector<Rule> rules;

  /// The number of points before exclusions. A floating-point number, because an integer could overflow.
  double points() const;
  /// The contribution to ids of all keys that are not on an axis.
  std::uint64_t fixed_contribution() const;
  /// Whether a rule excludes the point, or all points there if the position has kAnyRow.
  bool excluded(const Position& position) const;
  /// The index in `axes` of the axis that has this key.
  std::optional<std::size_t> axis_of(const std::string& key) const;
  /// The value of a key that is on an axis; nullptr for any other.
  const AxisValue* axis_value(const std::string& key, const Position& position) const;
  /// The place of a key's value at a position: in a row of an axis, in `trial` or on the command line; empty for a key
  /// that the experiment does not set.
  std::string place(const std::string& key, const Position& position, const Experiment& experiment) const;
};

/// Moves a position, of entries below size_of(i), to the next one; the last entry varies fastest. Returns false after
/// the last position, with all entries 0 again.
template <typename SizeOf>
bool advance_position(Product::Position& position, const SizeOf& size_of) {
  for (std::size_t i = position.size(); i > 0; --i) {
    if (++position[i - 1] < size_of(i - 1)) return true;
    position[i - 1] = 0;
  }
  return false;
}

struct GridProducts {
  std::vector<Product> all;
  std::map<std::string, const Param*> params;  ///< the declaration of each key that any product reads
};

/// Builds and checks the products of all blocks of an experiment, which must outlive them.
GridProducts build_products(const Schema& schema, const Experiment& experiment);

/// Throws InputError, with the place of the offending value, for a point of a product that violates a constraint
/// (harness/schema/constraint.h) of a component and is not excluded.
void check_combinations(const Schema& schema, const Experiment& experiment, const Product& product);

/// Checks a value of an axis or an exclusion and converts it to its declared type; a component becomes its name.
nlohmann::json typed_value(const Schema& schema, const Param& param, const std::string& key, const YamlValue& value);

}  // namespace actsweep
