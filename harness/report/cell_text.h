#pragma once

#include <cstddef>
#include <string>

#include "harness/report/figure.h"

namespace actsweep::report {

/// "91.23 ± 0.45": the mean and half of its 95 % interval; a dash without a value.
std::string mean_text(const Figure& figure, const Cell& cell);

/// The number of repetitions of a complete point, which a caption names once for all.
std::size_t usual_n(const Figure& figure);

/// What else there is to say of a point: "n = 2, 1 diverged".
std::string note_text(const Cell& cell, std::size_t usual);

/// Whether a table has a row for each curve, because they are many, and not for each x.
bool curves_down(const Figure& figure);

/// Of the corner between a key that runs down and one that runs across; activations across need no name.
std::string head_label(const std::string& down, const std::string& across);

}  // namespace actsweep::report
