#pragma once

#include <utility>
#include <vector>

#include "models/formula/expression.h"

namespace actsweep::report {

/// A line without a jump: points (x, y).
using Stroke = std::vector<std::pair<double, double>>;

/// The derivative of an order (0: the function itself) over a range, as strokes. A stroke ends at a jump, at the
/// one-sided limit, so a jump is never drawn as a slanted line. `points` points are evenly spaced, and every end of a
/// smooth piece is another one. Values that are not finite are left out.
std::vector<Stroke> curve(const formula::Expression& function, int order, const std::pair<double, double>& range,
                          int points);

/// A y range for these curves, with a margin: all values except those far beyond the rest, such as near a pole. Never
/// empty.
std::pair<double, double> shown_range(const std::vector<std::vector<Stroke>>& curves);

}  // namespace actsweep::report
