#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/report/figure.h"
#include "harness/report/output.h"
#include "harness/report/report.h"
#include "harness/results/results_testing.h"
#include "harness/results/value.h"

namespace actsweep::report {

/// Results, and the figures of them that a test draws.
struct DrawnResults : Results {
  std::vector<FigureSpec> figures;
};

/// small_results() and one figure.
inline DrawnResults small_input() { return {small_results(), {{"noise.sigma", "test_top1", "model.activation", ""}}}; }

inline std::vector<Figure> make_figures(const DrawnResults& input) { return make_figures(input, input.figures); }

/// A page without claims.
inline std::vector<std::filesystem::path> write(const DrawnResults& input, const std::filesystem::path& folder,
                                                const std::vector<std::string>& formats) {
  Output output(folder / slug(input.name, "report"), formats);
  return output.publish(experiment_page(input, draw_figures(input, input.figures, output)));
}

}  // namespace actsweep::report
