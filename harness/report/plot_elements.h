#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/report/axes.h"
#include "harness/report/figure.h"

namespace actsweep::report {

/// What a drawing has, and its legend explains, beside the curves.
struct Extras {
  std::optional<double> reference;  ///< the line of the chance level, or of no difference
  bool runs = false;                ///< small dots
  bool diverged = false;            ///< open markers
  bool published = false;           ///< crosses

  /// How the legend calls them.
  std::vector<std::string> labels(const Figure& figure) const;
};

Extras legend_extras(const Figure& figure, const Range& range);

/// How a figure shows its intervals: bands around curves, unless there are so many that they
/// would hide each other; kNone when no point has one.
enum class Intervals { kNone, kHidden, kBands, kWhiskers };

Intervals shown_intervals(const Figure& figure);

/// The elements of gnuplot's `plot` command, in drawing order. They read the CSV that the script's variable `data`
/// names, and runs_data().
std::vector<std::string> plot_elements(const Figure& figure, const Range& range);

/// The command that defines gnuplot's data $runs, all single runs; empty for a figure that does not show them.
std::string runs_data(const Figure& figure);

}  // namespace actsweep::report
