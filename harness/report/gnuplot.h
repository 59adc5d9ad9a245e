#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace actsweep::report {

/// The size of a drawing in pixels of the SVG; the PNG has twice as many in each direction.
struct Canvas {
  int width = 560, height = 400;  ///< at the column width of a paper, 13 px type becomes about 6 pt
};

/// Panels of one size side by side, in pixels of the SVG.
struct Panels {
  int count = 1, columns = 1;
  int width = 190, height = 130;  ///< of a panel's frame
  int gap_x = 16, gap_y = 34;     ///< between frames
  int left = 58, right = 14, top = 74, bottom = 34;

  int rows() const { return (count + columns - 1) / columns; }
  Canvas canvas() const;
  /// Fractions of the canvas, as gnuplot measures positions.
  double part_x(int pixels) const { return static_cast<double>(pixels) / canvas().width; }
  double part_y(int pixels) const { return static_cast<double>(pixels) / canvas().height; }
  /// The command after which each `plot` fills the next panel, until `unset multiplot`; `title` is above all panels.
  std::string begin(const std::string& title) const;
};

/// The start of every script: how to run it, the name of its CSV as the variable `data`, borders, tics and grid.
std::string head_commands(const std::string& file);

/// The title, broken at spaces because gnuplot cuts off what exceeds the width, and room for its lines.
std::string title_commands(const std::string& title, int width);

/// The end of every script: draws `plots` into the SVG, and `again` (perhaps "replot") into the PNG.
std::string output_commands(const std::string& file, const Canvas& canvas, const std::string& plots,
                            const std::string& again);

/// A gnuplot string expression that prints the text as it is, with single quotes, in which gnuplot expands nothing.
/// Control characters become spaces.
std::string gnuplot_quoted(std::string_view text);

/// Runs a script in its folder. Throws InputError with gnuplot's message if it fails, or what to install if gnuplot is
/// missing.
void run_gnuplot(const std::filesystem::path& script);

}  // namespace actsweep::report
