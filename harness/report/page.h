#pragma once

#include <string>
#include <vector>

#include "harness/results/results.h"

namespace actsweep::report {

/// The number of trials that are done or diverged.
std::size_t count_finished(const Results& results);

/// The page of an experiment. `sections` are its main parts, as HTML.
std::string experiment_page(const Results& results, const std::vector<std::string>& sections);

}  // namespace actsweep::report
