#pragma once

#include <string>
#include <vector>

#include "harness/report/figure_spec.h"
#include "harness/report/output.h"
#include "harness/results/results.h"

namespace actsweep::report {

/// Draws figures and tables of the trials into the output and returns their sections of the page. Throws InputError if
/// a figure cannot be drawn from these results.
std::vector<std::string> draw_figures(const Results& results, const std::vector<FigureSpec>& figures, Output& output);

/// The number of trials that are done or diverged.
std::size_t count_finished(const Results& results);

/// The page of an experiment. `sections` are its main parts, as HTML.
std::string experiment_page(const Results& results, const std::vector<std::string>& sections);

}  // namespace actsweep::report
