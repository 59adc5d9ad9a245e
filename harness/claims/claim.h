#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/config/yaml.h"
#include "harness/results/selection.h"

namespace actsweep::claims {

/// A statement of a publication that an experiment puts to the test: of one activation beside another, in one metric,
/// at points of one axis.
struct Claim {
  enum class Kind {
    kBetter,       ///< better
    kNonInferior,  ///< not worse by the margin or more
    kEquivalent,   ///< apart by less than the margin
    kStable,       ///< by itself, at any two of the points: apart by less than the margin
    kDrops         ///< by itself, from the first of two points to the second: worse by more than the margin
  };

  Kind kind = Kind::kBetter;
  std::string activation;
  std::string other;  ///< empty for kStable and kDrops
  std::string metric;
  std::string over;                   ///< key of the axis
  std::vector<std::string> at;        ///< the axis's values it is about; empty: all
  std::optional<int> min_points, of;  ///< "at min_points 6 of 9" of these points; none: all of them
  std::optional<double> margin;       ///< in the metric's unit; every kind but kBetter has one
  /// Which trials are compared, as each activation at its own best learning rate; none: all.
  std::optional<Selection> select;
  std::string source;
  std::string place;  ///< file, line and column

  /// Whether it is of one activation at different points.
  bool is_of_one() const { return other.empty(); }
  /// "mish better than swish in test_top1 at 6 or more of 9".
  std::string text() const;
};

/// Reads an item of report.claims. `default_axis` is the axis of a claim that names none. Throws InputError, with file,
/// line and column.
Claim parse_claim(const YamlValue& value, const std::string& default_axis);

}  // namespace actsweep::claims
