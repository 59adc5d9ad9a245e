#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/report/figure.h"

namespace actsweep::report {

/// The y range of a drawing.
struct Range {
  double low = 0, high = 1;
  bool log = false;
};

/// Contains all means and intervals, with a margin; within 0-100 % for accuracies and above 0 for losses. Logarithmic
/// for losses that differ more than a hundredfold.
Range y_range(const Figure& figure);

/// The y of a line for no effect: the chance level if it is in the range, 0 for differences.
std::optional<double> reference_line(const Figure& figure, const Range& range);

/// gnuplot commands for the x axis: range, logarithm, tics.
std::string x_axis_commands(const Figure& figure);

/// gnuplot commands for the y axis.
std::string y_axis_commands(const Range& range);

}  // namespace actsweep::report
