#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "harness/report/figure.h"
#include "harness/report/html.h"

namespace actsweep::report {

/// "91.23 ± 0.45": the mean and half of its 95 % interval; a dash without a value.
std::string mean_text(const Figure& figure, const Cell& cell);

/// The largest number of repetitions of a point, which captions state once for all.
std::size_t max_n(const Figure& figure);

/// What differs from a point of `complete` repetitions: "n = 2, 1 diverged".
std::string note_text(const Cell& cell, std::size_t complete);

/// "Test accuracy (%): mean ± half of its 95 % interval; n = 5 unless noted"; `cell` is what one trial fills.
std::string values_caption(const Figure& figure, const std::string& cell);

/// A table without its format; the first cell of each row is its label.
struct TextTable {
  std::vector<std::string> head;
  std::vector<HtmlRow> rows;
};

/// Lays out a cell for each point: a row for each x and a column for each curve, or the other way round if there are
/// many curves. `cell` gets the positions of x and curve.
TextTable lay_out(const Figure& figure, const std::function<HtmlCell(std::size_t, std::size_t)>& cell);

/// The means of a figure; the best at each x is bold.
std::string pivot_table(const Figure& figure);

/// How to read the pivot table.
std::string pivot_caption(const Figure& figure);

/// All statistics of every point.
std::string points_table(const Figure& figure);

}  // namespace actsweep::report
