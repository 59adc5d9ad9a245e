#include "models/activations/piecewise.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_map>

#include "models/formula/lowering.h"
#include "models/formula/number_math.h"

namespace actsweep {
namespace {

using formula::Expression;
using formula::Node;
using formula::Op;

constexpr double kNoLimit = std::numeric_limits<double>::quiet_NaN();

bool is_constant(const Expression& e) { return e->op == Op::kConstant; }

bool is_polynomial_power(const Expression& e) {
  const Expression& exponent = e->arguments[1];
  return is_constant(exponent) && exponent->constant >= 0 && exponent->constant == std::floor(exponent->constant);
}

/// Whether the expression is positive everywhere, although doubles may underflow to 0.
bool is_positive(const Expression& e) {
  switch (e->op) {
    case Op::kExp:
    case Op::kSigmoid:
    case Op::kSoftplus:
    case Op::kSech2:
    case Op::kNormalCdf:
    case Op::kNormalPdf: return true;
    default: return false;
  }
}

/// The expression whose zeros are the points where the node switches branches or is singular; null if there are none.
Expression critical(const Expression& e) {
  switch (e->op) {
    case Op::kMin:
    case Op::kMax:
    case Op::kIfGreater:
    case Op::kIfAtLeast: return e->arguments[0] - e->arguments[1];
    case Op::kAbs:
    case Op::kSign:
    case Op::kSqrt:
    case Op::kLog: return e->arguments[0];
    case Op::kLog1p: return formula::constant(1) + e->arguments[0];
    case Op::kDivide: return e->arguments[1];
    case Op::kPower: return is_polynomial_power(e) || is_positive(e->arguments[0]) ? nullptr : e->arguments[0];
    default: return nullptr;
  }
}

/// The nodes with a non-constant critical expression, and that expression.
std::vector<std::pair<const Node*, Expression>> critical_nodes(const Expression& function) {
  std::vector<std::pair<const Node*, Expression>> found;
  std::unordered_map<const Node*, bool> seen;
  const std::function<void(const Expression&)> visit = [&](const Expression& e) {
    if (!seen.try_emplace(e.get(), true).second) return;
    for (const Expression& argument : e->arguments) visit(argument);
    if (const Expression zero = critical(e); zero && !is_constant(zero)) found.emplace_back(e.get(), zero);
  };
  visit(function);
  return found;
}

/// Replaces a node with the branch it takes if its critical expression has the sign of `side`.
Expression taken_branch(const Expression& e, double side, const std::vector<Expression>& arguments) {
  switch (e->op) {
    case Op::kMin: return side < 0 ? arguments[0] : arguments[1];
    case Op::kMax: return side > 0 ? arguments[0] : arguments[1];
    case Op::kIfGreater: return side > 0 ? arguments[2] : arguments[3];
    case Op::kIfAtLeast: return side >= 0 ? arguments[2] : arguments[3];
    case Op::kAbs: return side >= 0 ? arguments[0] : -arguments[0];
    case Op::kSign: return formula::constant(side > 0 ? 1 : side < 0 ? -1 : 0);
    default: return formula::make(e->op, arguments);
  }
}

class Splitter {
 public:
  explicit Splitter(const Expression& function)
      : function_(function), nodes_(critical_nodes(function)), zeros_(expressions(nodes_)) {}

  std::vector<Piece> run() const {
    const std::vector<double> ends = breaks();
    std::vector<Piece> found(ends.size() + 1);
    for (std::size_t i = 0; i < ends.size(); ++i) found[i].to = found[i + 1].from = ends[i];
    for (Piece& piece : found) piece.value = resolved(inside(piece));
    return found;
  }

 private:
  static RealFunctions expressions(const std::vector<std::pair<const Node*, Expression>>& nodes) {
    std::vector<Expression> zeros;
    zeros.reserve(nodes.size());
    for (const auto& [node, zero] : nodes) zeros.push_back(zero);
    return RealFunctions(zeros);
  }

  static double inside(const Piece& piece) {
    if (std::isinf(piece.from) && std::isinf(piece.to)) return 0;
    if (std::isinf(piece.from)) return piece.to - 1 - std::abs(piece.to);
    if (std::isinf(piece.to)) return piece.from + 1 + std::abs(piece.from);
    return piece.from + (piece.to - piece.from) / 2;
  }

  std::vector<double> breaks() const {
    std::vector<double> found;
    if (nodes_.empty()) return found;
    const auto sign = [](double v) { return (v > 0) - (v < 0); };
    const std::vector<double>& grid = search_grid();
    std::vector<double> before = zeros_(grid[0]);
    for (std::size_t i = 1; i < grid.size(); ++i) {
      std::vector<double> now = zeros_(grid[i]);
      for (std::size_t k = 0; k < now.size(); ++k) {
        if (std::isnan(now[k]) || std::isnan(before[k]) || sign(now[k]) == sign(before[k])) continue;
        const auto same = [&](double x) { return sign(zeros_(x)[k]) == sign(before[k]); };
        const auto [last, first] = boundary(grid[i - 1], grid[i], same);
        found.push_back(sign(before[k]) == 0 ? last : first);
      }
      before = std::move(now);
    }
    return distinct(found);
  }

  /// Rounds to a short decimal if that is within rounding error: the break of x + 3 < 6 is 3, not the double below it.
  static double rounded(double place) {
    constexpr double kDecimals = 1e9;
    const double decimal = std::round(place * kDecimals) / kDecimals;
    const double few_ulps = 4 * std::numeric_limits<double>::epsilon() * std::max(1.0, std::abs(place));
    return std::abs(decimal - place) <= few_ulps ? decimal + 0.0 : place;  // no -0
  }

  /// Merges breaks that are equal up to rounding, as when several nodes switch at the same point.
  static std::vector<double> distinct(std::vector<double> places) {
    std::transform(places.begin(), places.end(), places.begin(), rounded);
    std::sort(places.begin(), places.end());
    const auto same = [](double a, double b) { return b - a <= 1e-12 * std::max(1.0, std::abs(b)); };
    places.erase(std::unique(places.begin(), places.end(), same), places.end());
    return places;
  }

  Expression resolved(double x) const {
    const std::vector<double> zeros = zeros_(x);
    std::unordered_map<const Node*, double> sides;
    for (std::size_t k = 0; k < nodes_.size(); ++k) sides[nodes_[k].first] = zeros[k];
    std::unordered_map<const Node*, Expression> done;
    const std::function<Expression(const Expression&)> resolve = [&](const Expression& e) -> Expression {
      if (e->arguments.empty()) return e;
      if (const auto known = done.find(e.get()); known != done.end()) return known->second;
      std::vector<Expression> arguments;
      for (const Expression& argument : e->arguments) arguments.push_back(resolve(argument));
      const auto side = sides.find(e.get());
      return done[e.get()] =
                 side == sides.end() ? formula::make(e->op, arguments) : taken_branch(e, side->second, arguments);
    };
    return resolve(function_);
  }

  Expression function_;
  std::vector<std::pair<const Node*, Expression>> nodes_;
  RealFunctions zeros_;
};

}  // namespace

formula::Expression untrained(const ActivationFunction& function) {
  std::map<std::string, Expression> values;
  for (std::size_t i = 0; i < function.learned.size(); ++i) {
    values[function.learned[i].name] = formula::constant(function.initial[i]);
  }
  if (!function.random.empty()) {
    values[function.random] = formula::constant((function.random_lower + function.random_upper) / 2);
  }
  return formula::substitute(function.value, values);
}

RealFunctions::RealFunctions(const std::vector<Expression>& functions)
    : program_(formula::lowered(formula::compile(functions, {"x"}))) {}

std::vector<double> RealFunctions::operator()(double x) const {
  return formula::run<formula::NumberMath<double>>(program_, {x});
}

const std::vector<double>& search_grid() {
  static const std::vector<double> grid = [] {
    constexpr int kMin = -30, kMax = 27, kPerOctave = 8;
    std::vector<double> points = {0};
    for (int i = kMin * kPerOctave; i <= kMax * kPerOctave; ++i) {
      const double x = std::exp2(static_cast<double>(i) / kPerOctave);
      points.push_back(x);
      points.push_back(-x);
    }
    std::sort(points.begin(), points.end());
    return points;
  }();
  return grid;
}

std::vector<Piece> pieces(const Expression& function) { return Splitter(function).run(); }

std::vector<double> one_sided(const Piece& piece, double x, int max_order) {
  std::vector<Expression> orders = {piece.value};
  for (int order = 1; order <= max_order; ++order) orders.push_back(formula::derivative(orders.back(), "x"));
  const RealFunctions functions(orders);
  std::vector<double> values = functions(x);
  const double step = std::ldexp(std::max(1.0, std::abs(x)), -16) * (x >= piece.to ? -1 : 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    const double near = functions(x + step)[i], nearer = functions(x + step / 4)[i];
    values[i] = std::abs(near - nearer) <= 1e-3 * (1 + std::abs(nearer)) ? nearer : kNoLimit;
  }
  return values;
}

}  // namespace actsweep
