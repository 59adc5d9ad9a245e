#include "models/activations/properties.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <tuple>

#include "models/activations/piecewise.h"

namespace actsweep {
namespace {

using formula::Expression;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kMaxDefinedX = 50;  // see ActivationProperties::undefined_at

bool is_zero(const Expression& e) { return e->op == formula::Op::kConstant && e->constant == 0; }

bool close(double a, double b, double tolerance = 1e-9) {
  if (!std::isfinite(a) || !std::isfinite(b)) return a == b;
  return std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)});
}

/// Collects values and slopes of all pieces.
class Summary {
 public:
  void attain(double value, double at) { values_.push_back({value, at}); }
  void approach(double value) { values_.push_back({value, std::nullopt}); }
  /// Records an increase (> 0) or decrease, by a slope or a jump.
  void move(double step) {
    rises_ |= step > 0;
    falls_ |= step < 0;
  }
  void mark_flat() { flat_ = true; }

  Bound bound(bool upper) const {
    Bound best{upper ? -kInfinity : kInfinity, {}};
    for (const auto& [value, at] : values_)
      best.value = upper ? std::max(best.value, value) : std::min(best.value, value);
    for (const auto& [value, at] : values_) {
      if (!at || !std::isfinite(best.value) || !close(value, best.value, 1e-12)) continue;
      if (!best.attained_at || std::abs(*at) < std::abs(*best.attained_at)) best.attained_at = at;
    }
    best.value += 0.0;  // no -0
    return best;
  }

  Monotonicity monotonicity() const {
    if (rises_ && falls_) return Monotonicity::kNone;
    if (rises_) return flat_ ? Monotonicity::kNondecreasing : Monotonicity::kIncreasing;
    if (falls_) return flat_ ? Monotonicity::kNonincreasing : Monotonicity::kDecreasing;
    return Monotonicity::kConstant;
  }

 private:
  std::vector<std::pair<double, std::optional<double>>> values_;
  bool rises_ = false, falls_ = false, flat_ = false;
};

double nearest_to_zero(const Piece& piece) { return std::clamp(0.0, piece.from, piece.to); }

/// Records the slopes and extrema of a piece. Extrema are where the derivative changes sign.
void summarize_piece(const Piece& piece, Summary& summary) {
  const Expression slope = formula::derivative(piece.value, "x");
  const RealFunctions functions({piece.value, slope});
  if (is_zero(slope)) {
    summary.mark_flat();
    summary.attain(functions(nearest_to_zero(piece))[0], nearest_to_zero(piece));
    return;
  }
  std::vector<std::pair<double, double>> slopes;
  double steepest = 0;
  for (const double x : search_grid()) {
    if (x <= piece.from || x >= piece.to) continue;
    slopes.emplace_back(x, functions(x)[1]);
    if (std::abs(x) < kMaxDefinedX) steepest = std::max(steepest, std::abs(slopes.back().second));
  }
  if (slopes.empty()) {
    const double x = piece.from + (piece.to - piece.from) / 2;
    slopes.emplace_back(x, functions(x)[1]);
  }
  // As a slope tends to 0, its sign becomes that of the rounding error.
  const double noise = 1e-13 * std::min(1.0, steepest);
  std::pair<double, double> last = {0, 0};
  for (const auto& [x, value] : slopes) {
    if (!(std::abs(value) > noise)) continue;
    summary.move(value);
    if (last.second * value < 0) {
      const bool was_positive = last.second > 0;
      const double root =
          boundary(last.first, x, [&](double at) { return (functions(at)[1] > 0) == was_positive; }).second;
      summary.attain(functions(root)[0], root);
    }
    last = {x, value};
  }
}

/// The limit of function values at increasing arguments. The last values may be NaN.
std::optional<double> limit_of(std::vector<double> values) {
  while (!values.empty() && std::isnan(values.back())) values.pop_back();
  constexpr std::size_t kMinCount = 4;
  if (values.size() < kMinCount) return std::nullopt;
  const std::vector<double> last(values.end() - kMinCount, values.end());
  const bool settled =
      std::all_of(last.begin(), last.end(), [&](double v) { return std::isfinite(v) && close(v, last.back()); });
  if (settled) return close(last.back(), 0) ? 0 : last.back();
  for (std::size_t i = 1; i < kMinCount; ++i) {
    const bool grows = std::abs(last[i]) > std::abs(last[i - 1]) || std::isinf(last[i]);
    if (!grows || last[i] * last[i - 1] < 0) return std::nullopt;
  }
  // Samples of an oscillation may grow four times in a row, but not by this much.
  if (std::abs(last.back()) < 2 * std::abs(last.front())) return std::nullopt;
  return std::copysign(kInfinity, last.back());
}

Tail tail_of(const Piece& piece, double sign, Summary& summary) {
  const RealFunctions functions({piece.value, formula::derivative(piece.value, "x")});
  std::vector<double> values, slopes;
  for (const double far : {1e2, 2e2, 4e2, 6e2, 1e4, 1e8, 1e12, 1e25, 1e40, 1e60, 1e80, 1e100}) {
    const std::vector<double> found = functions(sign * far);
    values.push_back(found[0]);
    slopes.push_back(found[1]);
  }
  Tail tail{limit_of(values), limit_of(slopes)};
  if (tail.limit) {
    summary.approach(*tail.limit);
    return tail;
  }
  // Without a limit, values stay between the known extrema or grow beyond them; in the latter case they are unbounded.
  for (const double value : values) {
    const double bound = summary.bound(value > 0).value;
    if (std::abs(value) > 2 * std::abs(bound)) summary.approach(std::copysign(kInfinity, value));
  }
  return tail;
}

/// The highest order up to which the derivatives of two adjacent pieces agree where they meet; -1 if the values differ.
int agreement(const Piece& left, const Piece& right, double value) {
  const double x = left.to;
  int order = -1;
  for (int next = 0; next <= ActivationProperties::kMaxCompared; ++next) {
    const double before = one_sided(left, x, next).back(), after = one_sided(right, x, next).back();
    if (!close(before, after) || (next == 0 && !close(before, value))) return order;
    order = next;
  }
  return ActivationProperties::kSmooth;
}

std::optional<double> nearest_undefined(const RealFunctions& function) {
  std::optional<double> nearest;
  for (const double x : search_grid()) {
    if (std::abs(x) > kMaxDefinedX || std::isfinite(function(x)[0])) continue;
    if (!nearest || std::abs(x) < std::abs(*nearest)) nearest = x;
  }
  return nearest;
}

/// The one-sided slopes at 0, from below and from above.
std::pair<double, double> slopes_at_zero(const std::vector<Piece>& all) {
  std::pair<double, double> slopes;
  for (const Piece& piece : all) {
    if (piece.from < 0 && piece.to >= 0) slopes.first = one_sided(piece, 0, 1)[1] + 0.0;
    if (piece.from <= 0 && piece.to > 0) slopes.second = one_sided(piece, 0, 1)[1] + 0.0;
  }
  return slopes;
}

}  // namespace

ActivationProperties properties_of(const Expression& function) {
  const RealFunctions whole({function});
  const std::vector<Piece> all = pieces(function);
  ActivationProperties result;
  result.undefined_at = nearest_undefined(whole);
  result.at_zero = whole(0)[0] + 0.0;
  std::tie(result.slope_before_zero, result.slope_after_zero) = slopes_at_zero(all);
  Summary summary;
  for (std::size_t i = 0; i < all.size(); ++i) {
    summarize_piece(all[i], summary);
    if (i + 1 == all.size()) break;
    const double x = all[i].to, value = whole(x)[0];
    const int order = agreement(all[i], all[i + 1], value);
    const double before = one_sided(all[i], x, 0)[0], after = one_sided(all[i + 1], x, 0)[0];
    summary.attain(value, x);
    summary.approach(before);
    summary.approach(after);
    if (order < 0) summary.move(value - before), summary.move(after - value);
    if (order != ActivationProperties::kSmooth) result.breaks.push_back(x);
    result.continuity = std::min(result.continuity, order);
  }
  result.left = tail_of(all.front(), -1, summary);
  result.right = tail_of(all.back(), 1, summary);
  result.lower = summary.bound(false);
  result.upper = summary.bound(true);
  result.monotonicity = summary.monotonicity();
  return result;
}

void to_json(nlohmann::json& json, const ActivationProperties& properties) {
  const auto number = [](const std::optional<double>& value) -> nlohmann::json {
    if (!value || std::isnan(*value)) return nullptr;
    if (std::isinf(*value)) return *value > 0 ? "inf" : "-inf";
    return *value;
  };
  const auto bound = [&](const Bound& b) -> nlohmann::json {
    return {
        {"value", number(b.value)}, {"attained", b.attained_at.has_value()}, {"attained_at", number(b.attained_at)}};
  };
  const auto tail = [&](const Tail& t) -> nlohmann::json {
    return {{"limit", number(t.limit)}, {"slope", number(t.slope)}};
  };
  json = {{"lower_bound", bound(properties.lower)},
          {"upper_bound", bound(properties.upper)},
          {"monotonicity", monotonicity_text(properties)},
          {"continuity", properties.continuity},
          {"breaks", properties.breaks},
          {"at_zero", number(properties.at_zero)},
          {"slope_before_zero", number(properties.slope_before_zero)},
          {"slope_after_zero", number(properties.slope_after_zero)},
          {"at_minus_infinity", tail(properties.left)},
          {"at_infinity", tail(properties.right)},
          {"undefined_at", number(properties.undefined_at)}};
  if (properties.continuity == ActivationProperties::kSmooth) json["continuity"] = "inf";
}

std::string brief_number(const std::optional<double>& value) {
  if (!value) return "none";
  return std::isinf(*value) ? (*value > 0 ? "inf" : "-inf") : fmt::format("{:.4g}", *value);
}

std::string range_text(const ActivationProperties& properties) {
  if (properties.undefined_at) return fmt::format("undefined at {:.4g}", *properties.undefined_at);
  return fmt::format("{}{}, {}{}", properties.lower.attained_at ? '[' : '(', brief_number(properties.lower.value),
                     brief_number(properties.upper.value), properties.upper.attained_at ? ']' : ')');
}

std::string continuity_text(const ActivationProperties& properties) {
  if (properties.continuity < 0) return "discontinuous";
  return properties.continuity == ActivationProperties::kSmooth ? "C∞" : fmt::format("C{}", properties.continuity);
}

std::string monotonicity_text(const ActivationProperties& properties) {
  switch (properties.monotonicity) {
    case Monotonicity::kIncreasing: return "increasing";
    case Monotonicity::kNondecreasing: return "nondecreasing";
    case Monotonicity::kConstant: return "constant";
    case Monotonicity::kNonincreasing: return "nonincreasing";
    case Monotonicity::kDecreasing: return "decreasing";
    case Monotonicity::kNone: break;
  }
  return "not monotone";
}

}  // namespace actsweep
