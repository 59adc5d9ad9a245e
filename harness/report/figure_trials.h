#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "harness/report/figure_spec.h"
#include "harness/results/results.h"

namespace actsweep::report {

/// The observations of one panel of a figure.
struct Panel {
  std::vector<std::pair<std::string, nlohmann::json>> fixed;  ///< what tells it from the figure's other panels
  std::vector<std::string> tied;                              ///< axes that vary in it, but only with x and by
  Observations observations;
};

/// What the figure draws of the trials: themselves or their details, where its `where` says; layers after the last
/// epoch only, unless the figure is over epochs.
Observations observations_of(const Results& results, const FigureSpec& figure, const Observations& trials);

/// Splits them into panels, so that different settings are never averaged. There is always one panel, empty without
/// observations.
std::vector<Panel> make_panels(const Results& results, const FigureSpec& figure, const Observations& observations);

}  // namespace actsweep::report
