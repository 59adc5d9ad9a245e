#pragma once

#include <string>

#include "harness/report/figure.h"

namespace actsweep::report {

/// A script that reads `<file>.csv` in its folder and draws `<file>.svg` and `<file>.png`: lines with 95 % bands for
/// numbers on the x axis, points side by side with whiskers for names (bars would have to start at 0, where differences
/// between activations are invisible). Open markers are points with diverged trials. The figure must be drawable.
std::string gnuplot_script(const Figure& figure);

/// How a figure shows its intervals; kHidden if bands would hide each other, kNone if no point has an interval.
enum class Intervals { kNone, kHidden, kBands, kWhiskers };

Intervals shown_intervals(const Figure& figure);

}  // namespace actsweep::report
