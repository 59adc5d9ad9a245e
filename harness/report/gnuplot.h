#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/report/figure.h"

namespace actsweep::report {

/// A script that reads `<file>.csv` beside it and draws `<file>.svg` and `<file>.png`: lines with 95 % bands for
/// numbers on the x axis, points side by side with whiskers for names (bars would have to start at 0, where the
/// differences between activations cannot be seen). Open markers are points with diverged trials. For a figure that is
/// drawable.
std::string gnuplot_script(const Figure& figure);

/// A gnuplot string expression of the text that is printed as it is: single quotes, in which gnuplot expands nothing.
/// Control characters become spaces.
std::string gnuplot_quoted(std::string_view text);

/// Runs a script in its folder. Throws InputError with gnuplot's message when it fails, or what to install when there
/// is no gnuplot.
void run_gnuplot(const std::filesystem::path& script);

}  // namespace actsweep::report
