#include "harness/report/panels.h"

#include <fmt/format.h>

namespace actsweep::report {

Canvas Panels::canvas() const {
  return {left + right + columns * width + (columns - 1) * gap_x,
          top + bottom + rows() * height + (rows() - 1) * gap_y};
}

std::string Panels::begin(const std::string& title) const {
  return fmt::format(
      "set multiplot layout {},{} title {} noenhanced offset 0,-0.3 margins {:.4f},{:.4f},{:.4f},{:.4f} spacing "
      "{:.4f},{:.4f}\n",
      rows(), columns, gnuplot_quoted(title), part_x(left), 1 - part_x(right), part_y(bottom), 1 - part_y(top),
      part_x(gap_x), part_y(gap_y));
}

}  // namespace actsweep::report
