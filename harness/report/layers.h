#pragma once

#include <string>
#include <vector>

#include "harness/report/axes.h"
#include "harness/report/figure.h"

namespace actsweep::report {

/// What a drawing has, and its legend explains, beside the curves.
struct Extras {
  bool chance = false;     ///< the line of the chance level
  bool diverged = false;   ///< open markers
  bool published = false;  ///< crosses
};

Extras legend_extras(const Figure& figure, const Range& range);

/// How a figure shows its intervals: bands around curves, unless there are so many that they
/// would hide each other; kNone when no point has one.
enum class Intervals { kNone, kHidden, kBands, kWhiskers };

Intervals shown_intervals(const Figure& figure);

/// The elements of gnuplot's `plot` command, in drawing order. They read the CSV that the script's variable `data`
/// names.
std::vector<std::string> plot_layers(const Figure& figure, const Range& range);

}  // namespace actsweep::report
