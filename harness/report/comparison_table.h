#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/report/figure.h"
#include "harness/results/comparison.h"

namespace actsweep::report {

/// How a value compares with the best of its row.
struct Mark {
  enum class Place {
    kMissing,    ///< no value, or nothing to compare it with
    kUntested,   ///< not the best; one of the two has fewer than two runs
    kWorse,      ///< significantly
    kUndecided,  ///< not the best, but not significantly worse
    kBest        ///< by the mean
  };
  Place place = Place::kMissing;
  /// The best minus this one, adjusted by Holm over the row; none without a test.
  std::optional<ColumnComparison> from_best = {};
  bool is_published_best = false;  ///< the best of two or more published numbers of the row
};

/// A table of a figure's points: rows are its x, columns its curves.
struct ComparisonTable {
  RunsTable runs;
  std::vector<std::vector<Mark>> marks = {};  ///< by row and column
  std::string against = {};                   ///< the column whose wins are counted; empty: the table lacks it
  std::vector<WinTieLoss> counts = {};        ///< of that column against each other one
  std::size_t tests = 0;                      ///< family of the significant counts
  std::vector<std::string> notes = {};        ///< sentences without a full stop
};

/// Compares each column with the best of its row, two-sided and paired over seeds (else by Welch's test), adjusted by
/// Holm over the row; and with the column `against` (or the first), adjusted by Holm over the table. Counts nothing if
/// the selection lacks that column.
ComparisonTable make_comparison_table(const Results& results, const Figure& figure);

/// The table with our values, and the published ones below in small type.
std::string comparison_html(const Figure& figure, const ComparisonTable& table);

/// The same in Markdown, with published values in parentheses, a title and all notes.
std::string comparison_markdown(const Results& results, const Figure& figure, const ComparisonTable& table);

/// A row per cell: the keys of row and column; n, diverged, missing, mean, sd, ci_low, ci_high; its place in the row
/// with difference, p and p_holm; and the published value. Quoted by RFC 4180.
std::string comparison_csv(const Figure& figure, const ComparisonTable& table);

/// How to read the table and what it leaves out, in sentences.
std::vector<std::string> comparison_notes(const Results& results, const Figure& figure, const ComparisonTable& table);

/// Wins, ties and losses, as HTML and as CSV.
std::string counts_table(const std::vector<WinTieLoss>& counts);
std::string counts_csv(const std::vector<WinTieLoss>& counts);

/// The caption of the table's counts; empty without any.
std::string counts_note(const ComparisonTable& table);

}  // namespace actsweep::report
