#pragma once

#include <string>
#include <vector>

#include "harness/report/output.h"
#include "harness/report/report.h"

namespace actsweep::report {

/// Draws the figures of an experiment's trials; returns the sections of the page that show them. Throws InputError as
/// make_figures() does.
std::vector<std::string> trial_figures(const Input& input, Output& output);

}  // namespace actsweep::report
