#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/claims/claim.h"
#include "harness/claims/ranking.h"
#include "harness/config/grid.h"
#include "harness/report/figure_spec.h"
#include "harness/report/section.h"

namespace actsweep::site {

/// Everything that an experiment file requests under `report`.
struct ReportRequest {
  std::vector<report::FigureSpec> figures;
  std::vector<std::shared_ptr<const report::Section>> sections;  ///< that need no trials
  std::vector<claims::Claim> claims;
  std::optional<claims::RankingRequest> ranking;

  /// Whether the page shows trials.
  bool needs_trials() const { return !figures.empty() || !claims.empty() || ranking.has_value(); }
};

/// Reads `report` of an experiment. Throws InputError, with file, line and column.
ReportRequest parse_report_request(const Experiment& experiment);

/// An experiment that is ready to train or to report.
struct Prepared {
  ReportRequest request;
  Grid grid;
};

/// Expands the grid and checks every value of the request against it, before anything trains. Throws InputError, with
/// file, line and column.
Prepared prepare(const Experiment& experiment);

}  // namespace actsweep::site
