#pragma once

#include <utility>
#include <vector>

#include "models/formula/expression.h"

namespace actsweep::report {

/// A line without a jump: points (x, y).
using Stroke = std::vector<std::pair<double, double>>;

/// The derivative of some order (0: the function itself) between two ends, as the strokes to draw it with: one that
/// ends where it jumps, with its one-sided limits as its ends, so that a jump is no slanted line. `points` of them are
/// spread evenly; each end of a smooth piece is one, too. What is no finite number is left out.
std::vector<Stroke> curve(const formula::Expression& function, int order, const std::pair<double, double>& range,
                          int points);

/// The y range that shows these curves well: all of them, but what is far beyond all the rest, as near a pole, is cut
/// off. With a margin; never empty.
std::pair<double, double> shown_range(const std::vector<std::vector<Stroke>>& curves);

}  // namespace actsweep::report
