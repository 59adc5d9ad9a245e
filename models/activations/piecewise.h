#pragma once

#include <limits>
#include <utility>
#include <vector>

#include "models/activations/activation.h"
#include "models/formula/expression.h"
#include "models/formula/program.h"

namespace actsweep {

/// The value of an activation before training, as a function of x alone: learned parameters at their initial values,
/// the random variable at its mean, as in evaluation.
formula::Expression untrained(const ActivationFunction& function);

/// Several functions of x, evaluated together in double precision.
class RealFunctions {
 public:
  /// Expressions in which x is the only variable.
  explicit RealFunctions(const std::vector<formula::Expression>& functions);
  /// The values at x, in the order of the functions.
  std::vector<double> operator()(double x) const;

 private:
  formula::Program program_;
};

/// The points searched for breaks: 0 and, on either side, eight points per octave from 2^-30 to 2^27.
const std::vector<double>& search_grid();

/// Bisects to two adjacent doubles between `inside` and `outside`: the last where `holds` is true and the first where
/// it is false. `holds` must be true at `inside` and false at `outside`.
template <typename Predicate>
std::pair<double, double> boundary(double inside, double outside, const Predicate& holds) {
  for (;;) {
    const double middle = inside + (outside - inside) / 2;
    if (middle == inside || middle == outside) return {inside, outside};
    (holds(middle) ? inside : outside) = middle;
  }
}

/// A smooth piece of a function, without conditions: it can be evaluated and differentiated at its ends and beyond.
struct Piece {
  double from = -std::numeric_limits<double>::infinity();
  double to = std::numeric_limits<double>::infinity();
  formula::Expression value;
};

/// Splits a function of x where a condition, min, max or abs switches branches, or where a root, logarithm, power or
/// quotient may be singular. Conservative: the function need not have a kink there. Finds these points numerically,
/// between neighbors on the search grid. The pieces are in ascending order; there is at least one.
std::vector<Piece> pieces(const formula::Expression& function);

/// The derivatives of a piece at x, of order 0 (the value) to `max_order`. An order that is not finite at x itself is
/// taken close to x, inside the piece; NaN if it has no limit there.
std::vector<double> one_sided(const Piece& piece, double x, int max_order);

}  // namespace actsweep
