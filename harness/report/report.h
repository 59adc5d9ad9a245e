#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/report/figure_spec.h"
#include "harness/report/section.h"
#include "harness/results/results.h"

namespace actsweep::report {

/// What an experiment file asks to draw.
struct ReportSpec {
  std::vector<FigureSpec> figures;                       ///< of the trials
  std::vector<std::shared_ptr<const Section>> sections;  ///< without trials
};

/// Reads the figures and registered sections of `report`. Throws InputError, with file, line and column.
ReportSpec parse_report(const YamlValue& report);

/// The keys that parse_report() reads.
std::vector<std::string> report_keys();

/// Draws figures and tables of the trials into the output and returns their sections of the page. Throws InputError if
/// a figure cannot be drawn from these results.
std::vector<std::string> draw_figures(const Results& results, const std::vector<FigureSpec>& figures, Output& output);

}  // namespace actsweep::report
