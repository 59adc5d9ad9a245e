#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/results/metric.h"
#include "harness/results/results.h"
#include "harness/statistics/tests.h"

namespace actsweep {

inline constexpr const char* kActivation = "model.activation";

/// The significance level of every family of tests.
inline constexpr double kAlpha = 0.05;

/// One value per trial of a setting, by its seeds; larger is better.
struct Runs {
  std::map<std::string, double> by_seed;
  std::size_t diverged = 0;
  std::size_t repeated = 0;  ///< trials left out because another has the same seeds, so something else varies too

  bool empty() const { return by_seed.empty(); }
  std::vector<double> values() const;
  double mean() const;
};

/// The value of a trial that finished with this metric; larger is better.
std::optional<double> finished_value(const Observation& trial, const Metric& metric);

/// The values of `trials`, a subset of those `at_point`. A diverged trial counts as chance, or as the worst finished
/// trial at the point if that is worse; without a chance level it is left out.
Runs runs_of(const Observations& trials, const Observations& at_point, const Metric& metric);

enum class PairwiseResult { kWin, kTie, kLoss };

/// The first setting minus the second at one point.
struct PairwiseComparison {
  std::size_t pairs = 0;  ///< seeds that both have; unpaired: the smaller number of runs
  bool paired = true;
  statistics::Estimate effect = {};               ///< zero without a test
  double correlation = 0;                         ///< of the pairs
  double difference = 0;                          ///< of the means, over shared seeds if any; positive: first is better
  PairwiseResult by_mean = PairwiseResult::kTie;  ///< a tie where both means print alike
  double p = 1;                                   ///< two-sided; 1 without a test

  /// Whether both have two seeds or more.
  bool is_tested() const { return pairs >= 2; }
  /// By the test; a tie where the adjusted p is above kAlpha.
  PairwiseResult significant(double adjusted_p) const;
};

/// Compares runs that both have a value: paired over seeds or, with fewer than two shared seeds, by Welch's test.
PairwiseComparison compare(const Metric& metric, const Runs& first, const Runs& second);

/// The first published number minus the second; neither has a spread.
struct PublishedComparison {
  double difference = 0;                         ///< positive where the first is better
  double reading_error = 0;                      ///< of the difference, where numbers were read off a figure
  PairwiseResult result = PairwiseResult::kTie;  ///< a tie within the reading error
};

/// None where either number is missing.
std::optional<PublishedComparison> compare_published(const Metric& metric, const PublishedNumber* first,
                                                     const PublishedNumber* second);

/// The runs of one metric. Each row is a setting of everything else; columns, mostly activations, are compared within a
/// row. Claims, rankings and comparison tables all start from one.
struct RunsTable {
  struct Cell {
    Runs runs = {};
    std::vector<std::string> trials = {};        ///< ids
    const PublishedNumber* published = nullptr;  ///< points into the results
  };
  struct Row {
    std::string label;
    bool is_unfinished = false;  ///< has pending or running trials, so nothing in it is compared
    std::vector<Cell> cells = {};
  };

  Metric metric;
  std::vector<std::string> columns = {};  ///< labels
  std::vector<Row> rows = {};

  /// Appends a row of the trials of each column. A diverged trial counts as the worst among these and `others`.
  Row& add_row(std::string label, const std::vector<Observations>& trials, const Observations& others = {});
  /// The columns that have runs, best mean first; empty for an unfinished row.
  std::vector<std::size_t> best_first(std::size_t row) const;
  /// Labels of the unfinished rows.
  std::vector<std::string> unfinished() const;
  /// The number of diverged trials in all other rows.
  std::size_t diverged() const;
};

/// Columns a and b in one row.
struct ColumnComparison : PairwiseComparison {
  std::size_t row = 0, a = 0, b = 0;
  bool is_compared = false;                           ///< both have runs, and the row is finished
  double p_holm = 1;                                  ///< see adjust_by_holm()
  std::optional<PublishedComparison> published = {};  ///< also of rows that are not compared

  /// By the test, adjusted by Holm; a tie where that is undecided.
  PairwiseResult significant() const { return PairwiseComparison::significant(p_holm); }
};

ColumnComparison compare_columns(const RunsTable& table, std::size_t row, std::size_t a, std::size_t b);

/// Compares each pair of columns in every row, pair by pair.
std::vector<ColumnComparison> compare_columns(const RunsTable& table,
                                              const std::vector<std::pair<std::size_t, std::size_t>>& pairs);

/// Sets p_holm of a family of comparisons.
void adjust_by_holm(const std::vector<ColumnComparison*>& family);

/// Adjusts those with a test, as one family, and returns them.
std::vector<ColumnComparison*> adjust_tested(std::vector<ColumnComparison>& comparisons);

struct Tally {
  std::size_t wins = 0, ties = 0, losses = 0;

  void add(PairwiseResult result);
  std::size_t all() const { return wins + ties + losses; }
  /// "6 / 1 / 2".
  std::string text() const;
};

/// Two columns compared over several rows.
struct WinTieLoss {
  std::string a, b;                       ///< labels
  Tally by_mean = {};                     ///< not evidence by itself: see counting_caution()
  Tally significant = {};                 ///< its ties are undecided
  Tally published = {};                   ///< of the published numbers alone
  std::size_t untested = 0;               ///< rows with too few seeds for a test
  std::string won_at = {}, lost_at = {};  ///< labels of the first rows that are significant
};

/// Adds comparisons of the table to the counts of their pairs, which are in the order of their first comparison.
void add_counts(const RunsTable& table, const std::vector<ColumnComparison>& comparisons,
                std::vector<WinTieLoss>& counts);

/// The largest number of rows in which any pair was compared.
std::size_t max_compared(const std::vector<WinTieLoss>& counts);

/// Why counted means are not evidence: "6 or more of 9 points with probability 0.25 …".
std::string counting_caution(std::size_t points);

}  // namespace actsweep
