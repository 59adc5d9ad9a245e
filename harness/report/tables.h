#pragma once

#include <string>

#include "harness/report/figure.h"

namespace actsweep::report {

/// The means of a figure, x down and curves across (or the other way round, when there are many curves), each "mean ±
/// half of the 95 % interval", the best of each x strong.
std::string pivot_table(const Figure& figure);

/// Every point with all that is known of it.
std::string points_table(const Figure& figure);

/// How to read the pivot table: what ± means, how many repetitions, what is marked.
std::string pivot_caption(const Figure& figure);

}  // namespace actsweep::report
