#pragma once

#include <set>
#include <string>

#include "harness/report/figure.h"

namespace actsweep::report {

/// With what a picture alone, out of its page, has to say.
std::string figure_title(const Figure& figure, const FigureSpec& spec, const std::string& scale);

/// To which trials a figure's `where` keeps: "Only input noise σ 2".
std::string where_text(const FigureSpec& spec);

/// A name for the figure's files that is not taken yet, and now is.
std::string unique_file(const Figure& figure, std::set<std::string>& taken);

}  // namespace actsweep::report
