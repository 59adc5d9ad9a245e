#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/config/yaml.h"
#include "harness/results/known_values.h"
#include "harness/results/selection.h"

namespace actsweep::claims {

/// A statement of a publication that an experiment tests: about one or two activations in one metric, at points of one
/// axis.
struct Claim {
  enum class Kind {
    kBetter,       ///< better
    kNonInferior,  ///< not worse by the margin or more
    kEquivalent,   ///< different by less than the margin
    kStable,       ///< one activation, any two points: different by less than the margin
    kDrops         ///< one activation, from the first to the second point: worse by more than the margin
  };

  Kind kind = Kind::kBetter;
  std::string activation;
  std::string other;  ///< empty for kStable and kDrops
  std::string metric;
  std::string over;                   ///< key of the axis
  std::vector<std::string> at;        ///< values of the axis; empty: all
  std::optional<int> min_points, of;  ///< "at_least: 6 of 9"; none: all of these points
  std::optional<double> margin;       ///< in the metric's unit; all kinds but kBetter have one
  /// Which trials are compared, such as each activation at its best learning rate; none: all.
  std::optional<Selection> select;
  std::string source;
  std::string place;  ///< file, line and column

  /// Whether it compares points of one activation.
  bool is_of_one() const { return other.empty(); }
  /// "mish better than swish in test_top1 at 6 or more of 9".
  std::string text() const;
};

/// Reads an item of report.claims. `default_axis` is for claims without an axis. Throws InputError, with file, line and
/// column.
Claim parse_claim(const YamlValue& value, const std::string& default_axis);

/// Checks, before anything trains, that the trials will have the claim's metric, axis, points and activations, that
/// nothing else tells them apart, and that the number of points is right. Replaces values that are written otherwise,
/// such as aliases, by those of the trials. `given` is what parse_claim() read. Throws InputError, with file, line and
/// column.
void check_claim(Claim& claim, const YamlValue& given, const KnownValues& known);

/// The axis whose points the claim is about; empty: the activation is the only axis besides the seeds.
std::string axis_of(const Claim& claim);

}  // namespace actsweep::claims
