#pragma once

#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "models/formula/expression.h"

namespace actsweep {

/// The infimum or supremum of a function; infinite if it is unbounded.
struct Bound {
  double value = 0;
  /// The x nearest to 0 where the function attains this value; empty if it only approaches it.
  std::optional<double> attained_at;
};

enum class Monotonicity { kIncreasing, kNondecreasing, kConstant, kNonincreasing, kDecreasing, kNone };

/// Limits as x tends to -inf or inf. Either may be infinite; empty if there is no limit.
struct Tail {
  std::optional<double> limit;  ///< of the function
  std::optional<double> slope;  ///< of its derivative: the slope of the asymptote if the function tends to infinity
};

/// Analytic properties of an activation.
struct ActivationProperties {
  /// The order of continuity of a function with derivatives of every order.
  static constexpr int kSmooth = std::numeric_limits<int>::max();
  /// One-sided derivatives are compared up to this order; if they agree, the function counts as smooth.
  static constexpr int kMaxCompared = 6;

  Bound lower, upper;
  double at_zero = 0;
  double slope_before_zero = 0, slope_after_zero = 0;  ///< one-sided derivatives at 0
  Monotonicity monotonicity = Monotonicity::kNone;
  /// The number of continuous derivatives: -1 if the function jumps, 0 if it has a kink.
  int continuity = kSmooth;
  std::vector<double> breaks;  ///< where the function or one of its derivatives jumps; ascending
  Tail left, right;            ///< at -inf and inf
  /// The x nearest to 0, among the samples in [-50, 50], where the function is not finite. If set, all other members
  /// are meaningless.
  std::optional<double> undefined_at;
};

/// Computes the properties of an expression in x from its exact derivatives, their roots and the values at large |x|.
/// Roots are bracketed on the search grid, from 2^-30 to 2^27 with eight points per octave: features closer to 0,
/// further out, or between two neighbors are missed.
ActivationProperties properties_of(const formula::Expression& function);

/// All members as JSON. Infinities become "inf" or "-inf", missing values null, and a continuity of kSmooth "inf".
void to_json(nlohmann::json& json, const ActivationProperties& properties);

/// Such as "[-0.3088, inf)".
std::string range_text(const ActivationProperties& properties);
/// Such as "C0", "C∞" or "discontinuous".
std::string continuity_text(const ActivationProperties& properties);
/// Such as "increasing" (strictly), "nondecreasing" or "not monotone".
std::string monotonicity_text(const ActivationProperties& properties);
/// A number for a table: four significant digits, "inf" or "-inf"; "none" for a missing value.
std::string brief_number(const std::optional<double>& value);

}  // namespace actsweep
