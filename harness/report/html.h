#pragma once

#include <string>
#include <vector>

#include "harness/results/results.h"

namespace actsweep::report {

/// The whole page, which needs no other file: styles and drawings are in it, and there is no script. `sections` are its
/// main parts, as HTML.
std::string html_page(const Results& results, const std::vector<std::string>& sections);

}  // namespace actsweep::report
