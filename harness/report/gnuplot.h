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

/// Size of a drawing in pixels of the SVG; the PNG has twice as many each way.
struct Canvas {
  int width = 560, height = 400;  ///< at a paper's column width, type of 13 becomes about 6 points
};

/// The beginning of every script: how to run it, the name of its CSV as the variable `data`, borders, tics and grid.
std::string head_commands(const std::string& file);

/// The title broken at spaces, because gnuplot cuts off what does not fit the width, and room for its lines.
std::string title_commands(const std::string& title, int width);

/// The end of every script: `plots` into the SVG, and `again` into the PNG ("replot" where that says it).
std::string output_commands(const std::string& file, const Canvas& canvas, const std::string& plots,
                            const std::string& again);

/// A gnuplot string expression of the text that is printed as it is: single quotes, in which gnuplot expands nothing.
/// Control characters become spaces.
std::string gnuplot_quoted(std::string_view text);

/// Runs a script in its folder. Throws InputError with gnuplot's message when it fails, or what to install when there
/// is no gnuplot.
void run_gnuplot(const std::filesystem::path& script);

}  // namespace actsweep::report
