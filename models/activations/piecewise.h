#pragma once

#include <limits>
#include <utility>
#include <vector>

#include "models/activations/activation.h"
#include "models/formula/expression.h"
#include "models/formula/program.h"

namespace actsweep {

/// The value of an activation as a function of x alone, before training: learned parameters have their initial values,
/// a random one its mean, as in evaluation.
formula::Expression untrained(const ActivationFunction& function);

/// Functions of x that are evaluated together, in double precision.
class RealFunctions {
 public:
  /// Expressions in which x is the only variable.
  explicit RealFunctions(const std::vector<formula::Expression>& functions);
  /// The values at x, in the order of the functions.
  std::vector<double> operator()(double x) const;

 private:
  formula::Program program_;
};

/// Where a function that is not smooth is looked for: 0, and eight points an octave from 2^-30 to 2^27 on either side.
const std::vector<double>& search_grid();

/// The last double from `inside` towards `outside` up to which `holds` is true, and the next one. It has to be true at
/// `inside` and false at `outside`.
template <typename Predicate>
std::pair<double, double> boundary(double inside, double outside, const Predicate& holds) {
  for (;;) {
    const double middle = inside + (outside - inside) / 2;
    if (middle == inside || middle == outside) return {inside, outside};
    (holds(middle) ? inside : outside) = middle;
  }
}

/// One smooth part of a function, without conditions: it may be evaluated, and differentiated, at its ends and beyond.
struct Piece {
  double from = -std::numeric_limits<double>::infinity();
  double to = std::numeric_limits<double>::infinity();
  formula::Expression value;
};

/// Takes a function of x apart where a condition, min, max or abs in it changes sides, or where a root, a logarithm, a
/// power or a quotient may be singular: a conservative choice, at which the function need not have a kink. The places
/// are found numerically, between neighbours on the search grid. Ascending; never empty.
std::vector<Piece> pieces(const formula::Expression& function);

/// The derivatives of a piece at x by order, 0 (the value) to `most`. An order that has no finite value at x itself is
/// taken from close by, on the side of the piece's inside; NaN where it has no limit there.
std::vector<double> one_sided(const Piece& piece, double x, int most);

}  // namespace actsweep
