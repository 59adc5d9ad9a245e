#pragma once

#include <string>

#include "harness/report/gnuplot.h"

namespace actsweep::report {

/// Drawings of one size side by side, in pixels of the SVG.
struct Panels {
  int count = 1, columns = 1;
  int width = 190, height = 130;  ///< of a panel's frame
  int gap_x = 16, gap_y = 34;     ///< between frames
  int left = 58, right = 14, top = 74, bottom = 34;

  int rows() const { return (count + columns - 1) / columns; }
  Canvas canvas() const;
  /// Parts of the canvas, as gnuplot measures places.
  double part_x(int pixels) const { return static_cast<double>(pixels) / canvas().width; }
  double part_y(int pixels) const { return static_cast<double>(pixels) / canvas().height; }
  /// The command after which each `plot` fills the next panel, until `unset multiplot`; with the title of the whole.
  std::string begin(const std::string& title) const;
};

}  // namespace actsweep::report
