#include "harness/results/runs_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "harness/statistics/tests.h"

namespace actsweep {

RunsTable::Row& RunsTable::add_row(std::string label, const std::vector<Observations>& trials,
                                   const Observations& others) {
  Observations all = others;
  for (const Observations& column : trials) all.insert(all.end(), column.begin(), column.end());
  Row row{.label = std::move(label)};
  row.is_unfinished =
      std::any_of(all.begin(), all.end(), [](const Observation* trial) { return trial->is_unfinished(); });
  for (const Observations& column : trials) {
    Cell& cell = row.cells.emplace_back(Cell{.runs = runs_of(column, all, metric)});
    for (const Observation* trial : column) cell.trials.push_back(trial->trial_id);
  }
  return rows.emplace_back(std::move(row));
}

std::vector<std::size_t> RunsTable::best_first(std::size_t row) const {
  std::vector<std::size_t> order;
  if (rows[row].is_unfinished) return order;
  const std::vector<Cell>& cells = rows[row].cells;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].runs.empty()) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return cells[a].runs.mean() > cells[b].runs.mean(); });
  return order;
}

std::vector<std::string> RunsTable::unfinished() const {
  std::vector<std::string> labels;
  for (const Row& row : rows) {
    if (row.is_unfinished) labels.push_back(row.label);
  }
  return labels;
}

std::size_t RunsTable::diverged() const {
  std::size_t count = 0;
  for (const Row& row : rows) {
    for (const Cell& cell : row.cells) count += row.is_unfinished ? 0 : cell.runs.diverged;
  }
  return count;
}

ColumnComparison compare_columns(const RunsTable& table, std::size_t row, std::size_t a, std::size_t b) {
  const RunsTable::Cell& first = table.rows[row].cells[a];
  const RunsTable::Cell& second = table.rows[row].cells[b];
  ColumnComparison result;
  result.is_compared = !table.rows[row].is_unfinished && !first.runs.empty() && !second.runs.empty();
  if (result.is_compared) static_cast<PairwiseComparison&>(result) = compare(table.metric, first.runs, second.runs);
  result.row = row, result.a = a, result.b = b;
  result.published = compare_published(table.metric, first.published, second.published);
  return result;
}

std::vector<ColumnComparison> compare_columns(const RunsTable& table,
                                              const std::vector<std::pair<std::size_t, std::size_t>>& pairs) {
  std::vector<ColumnComparison> comparisons;
  for (const auto& [a, b] : pairs) {
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      comparisons.push_back(compare_columns(table, row, a, b));
    }
  }
  return comparisons;
}

void adjust_by_holm(const std::vector<ColumnComparison*>& family) {
  std::vector<double> p;
  for (const ColumnComparison* comparison : family) p.push_back(comparison->p);
  const std::vector<double> adjusted = statistics::holm(p);
  for (std::size_t i = 0; i < family.size(); ++i) family[i]->p_holm = adjusted[i];
}

std::vector<ColumnComparison*> adjust_tested(std::vector<ColumnComparison>& comparisons) {
  std::vector<ColumnComparison*> family;
  for (ColumnComparison& comparison : comparisons) {
    if (comparison.is_tested()) family.push_back(&comparison);
  }
  adjust_by_holm(family);
  return family;
}

void Tally::add(PairwiseResult result) {
  ++(result == PairwiseResult::kWin ? wins : result == PairwiseResult::kTie ? ties : losses);
}

std::string Tally::text() const { return fmt::format("{} / {} / {}", wins, ties, losses); }

void add_counts(const RunsTable& table, const std::vector<ColumnComparison>& comparisons,
                std::vector<WinTieLoss>& counts) {
  auto count = counts.end();
  for (const ColumnComparison& comparison : comparisons) {
    const std::string &a = table.columns[comparison.a], &b = table.columns[comparison.b];
    const auto is_pair = [&](const WinTieLoss& other) { return other.a == a && other.b == b; };
    // Comparisons come pair by pair.
    if (count == counts.end() || !is_pair(*count)) count = std::find_if(counts.begin(), counts.end(), is_pair);
    if (count == counts.end()) {
      counts.push_back({.a = a, .b = b});
      count = std::prev(counts.end());
    }
    if (comparison.published) count->published.add(comparison.published->result);
    if (!comparison.is_compared) continue;
    count->by_mean.add(comparison.by_mean);
    const PairwiseResult result = comparison.significant();
    const std::string& row = table.rows[comparison.row].label;
    if (result == PairwiseResult::kWin && count->won_at.empty()) count->won_at = row;
    if (result == PairwiseResult::kLoss && count->lost_at.empty()) count->lost_at = row;
    count->significant.add(result);
    count->untested += comparison.is_tested() ? 0 : 1;
  }
}

std::size_t max_compared(const std::vector<WinTieLoss>& counts) {
  std::size_t rows = 0;
  for (const WinTieLoss& count : counts) rows = std::max(rows, count.by_mean.all());
  return rows;
}

std::string counting_caution(std::size_t points) {
  const std::size_t two_thirds = (2 * points + 2) / 3;
  const double one = statistics::coin_tail(two_thirds, points);
  const std::string most =
      two_thirds == points ? fmt::format("all {}", points) : fmt::format("{} or more of {}", two_thirds, points);
  return fmt::format(
      "Counting means is not evidence: if two activations were equally good everywhere, the first would win {} "
      "independent points with probability {:.2g}, and one of the two with {:.2g}. Only the tested results count.",
      most, one, std::min(1.0, 2 * one));
}

}  // namespace actsweep
