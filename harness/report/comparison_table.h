#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/paper/published.h"
#include "harness/report/figure.h"
#include "harness/results/comparison.h"

namespace actsweep::report {

/// What a table says of one of its values beside the others of its row.
struct Standing {
  enum class Place {
    kMissing,   ///< no value, or nothing beside it
    kUntested,  ///< not the best; with fewer than two runs of either one cannot tell
    kWorse,     ///< than the best, beyond doubt
    kOpen,      ///< not the best, and not worse than it beyond doubt
    kBest       ///< by the mean
  };
  Place place = Place::kMissing;
  /// From the best one, positive where that is better, over the seeds of both; and the test of it, adjusted by Holm
  /// over the row. None where there is no test.
  std::optional<double> difference, p, p_holm;
  const PublishedNumber* published = nullptr;
  bool is_published_best = false;  ///< the best of the row's published numbers, of two at least
};

/// A table of a figure's points: rows are its x, columns its curves.
struct ComparisonTable {
  std::vector<std::vector<Standing>> standings;  ///< by row and column
  std::string against;                  ///< the column whose wins and losses are counted; empty: it is not in the table
  std::vector<WinTieLoss> counts;       ///< of that column and each other one over the rows
  std::vector<std::string> unfinished;  ///< rows with trials still to come, in which nothing is compared
  std::size_t tests = 0;                ///< behind what is beyond doubt in `counts`
  std::vector<std::string> notes;       ///< each a sentence without its point
};

/// Compares the columns within each row: each with the best one, two-sided and paired over seeds (else by Welch's
/// test), adjusted by Holm over the row; and each with the column `against` (or the first), adjusted by Holm over the
/// table. Throws InputError where the experiment's file has no such column.
ComparisonTable compare_columns(const Results& results, const Figure& figure);

}  // namespace actsweep::report
