#pragma once

#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "models/formula/expression.h"

namespace actsweep {

/// The greatest lower or least upper bound of a function; infinite where there is none.
struct Bound {
  double value = 0;
  /// Where the function has this value, the place nearest to 0; nothing where it is only approached.
  std::optional<double> attained_at;
};

enum class Monotonicity { kIncreasing, kNondecreasing, kConstant, kNonincreasing, kDecreasing, kNone };

/// What a function does far out. Either may be infinite, and is absent where there is no limit.
struct Tail {
  std::optional<double> limit;  ///< of the function
  std::optional<double> slope;  ///< of its derivative: that of the asymptote, where the function is infinite
};

/// What calculus says of an activation.
struct ActivationProperties {
  /// The order of continuity of a function that has derivatives of every order.
  static constexpr int kSmooth = std::numeric_limits<int>::max();
  /// One-sided derivatives are compared up to this order; where they agree, so do all others for what is asked here.
  static constexpr int kMaxCompared = 6;

  Bound lower, upper;
  double at_zero = 0;
  double slope_before_zero = 0, slope_after_zero = 0;  ///< one-sided derivatives at 0
  Monotonicity monotonicity = Monotonicity::kNone;
  /// The function has that many continuous derivatives: -1 where it jumps, 0 where it has a kink.
  int continuity = kSmooth;
  std::vector<double> breaks;  ///< where the derivative of the next order, or of one above it, jumps; ascending
  Tail left, right;            ///< towards -inf and inf
  /// The x nearest to 0, of those looked at within [-50, 50], at which the function is no finite number. What else
  /// stands here is then meaningless.
  std::optional<double> undefined_at;
};

/// Computes all that from an expression in which x is the only variable: exact derivatives, roots of them bracketed on
/// a grid that reaches from 2^-30 to 2^27, and the values far out. What happens only closer to 0, further out, or
/// between neighbours on that grid (eight an octave) is not seen.
ActivationProperties properties_of(const formula::Expression& function);

/// Every field, for programs. JSON has no infinity: it is "inf" or "-inf"; what is not there is null; an order of
/// continuity of kSmooth is "inf".
void to_json(nlohmann::json& json, const ActivationProperties& properties);

/// "[-0.3088, inf)".
std::string range_text(const ActivationProperties& properties);
/// "C0", "C∞", "discontinuous".
std::string continuity_text(const ActivationProperties& properties);
/// "increasing" (strictly), "nondecreasing", "not monotone".
std::string monotonicity_text(const ActivationProperties& properties);
/// A number of a table: four significant digits, infinities as "inf", what is not there as "none".
std::string brief_number(const std::optional<double>& value);

}  // namespace actsweep
