#pragma once

#include <string>

#include "harness/report/figure.h"

namespace actsweep::report {

/// A script that reads `<file>.csv` in its folder and draws `<file>.svg` and `<file>.png`: lines with 95 % bands for
/// numbers on the x axis, points side by side with whiskers for names (bars would have to start at 0, where differences
/// between activations are invisible). Open markers are points with diverged trials. The figure must be drawable.
std::string gnuplot_script(const Figure& figure);

/// How a figure shows its intervals, without a full stop.
std::string intervals_text(const Figure& figure);

}  // namespace actsweep::report
