#include "harness/results/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace actsweep {
namespace {

PairwiseResult result_of(double difference) {
  return difference > 0 ? PairwiseResult::kWin : difference < 0 ? PairwiseResult::kLoss : PairwiseResult::kTie;
}

}  // namespace

std::vector<double> Runs::values() const {
  std::vector<double> values;
  for (const auto& [seed, value] : by_seed) values.push_back(value);
  return values;
}

double Runs::mean() const { return statistics::mean(values()); }

std::optional<double> finished_value(const Observation& trial, const Metric& metric) {
  const auto value = trial.state == "done" ? counted_value(trial, metric) : std::nullopt;
  return value ? std::optional(metric.sign() * *value) : std::nullopt;
}

Runs runs_of(const Observations& trials, const Observations& at_point, const Metric& metric) {
  Runs runs;
  for (const Observation* trial : trials) {
    const bool diverged = trial->state == "diverged" && metric.chance;
    std::optional<double> value = finished_value(*trial, metric);
    if (diverged) {
      value = metric.sign() * *metric.chance;
      for (const Observation* other : at_point) {
        value = std::min(*value, finished_value(*other, metric).value_or(*value));
      }
    }
    if (!value) continue;
    const bool is_new = runs.by_seed.emplace(seeds_of(*trial), *value).second;
    runs.repeated += is_new ? 0 : 1;
    runs.diverged += diverged && is_new ? 1 : 0;
  }
  return runs;
}

PairwiseResult PairwiseComparison::significant(double adjusted_p) const {
  return is_tested() && adjusted_p <= kAlpha ? result_of(difference) : PairwiseResult::kTie;
}

PairwiseComparison compare(const Metric& metric, const Runs& first, const Runs& second) {
  std::vector<double> a, b;  // of the shared seeds
  for (const auto& [seed, value] : first.by_seed) {
    const auto other = second.by_seed.find(seed);
    if (other == second.by_seed.end()) continue;
    a.push_back(value);
    b.push_back(other->second);
  }
  PairwiseComparison result;
  result.pairs = a.size();
  if (a.size() >= 2) {
    result.effect = statistics::paired_difference(a, b);
    result.correlation = statistics::correlation(a, b);
  } else if (first.by_seed.size() >= 2 && second.by_seed.size() >= 2) {
    result.paired = false;
    result.pairs = std::min(first.by_seed.size(), second.by_seed.size());
    result.effect = statistics::welch_difference(first.values(), second.values());
  }
  if (a.empty() || !result.paired) a = first.values(), b = second.values();
  if (a.empty() || b.empty()) return result;
  const double mean = statistics::mean(a), other = statistics::mean(b), sign = metric.sign();
  result.difference = result.is_tested() ? result.effect.effect : mean - other;
  if (metric.format(sign * mean) != metric.format(sign * other)) result.by_mean = result_of(result.difference);
  if (result.is_tested()) result.p = std::min(1.0, 2 * std::min(result.effect.p_greater(), result.effect.p_less()));
  return result;
}

std::optional<PublishedComparison> compare_published(const Metric& metric, const PublishedNumber* first,
                                                     const PublishedNumber* second) {
  if (first == nullptr || second == nullptr) return std::nullopt;
  PublishedComparison result{.difference = metric.sign() * (first->in_our_unit() - second->in_our_unit())};
  result.reading_error = first->error_in_our_unit().value_or(0) + second->error_in_our_unit().value_or(0);
  if (std::abs(result.difference) > result.reading_error) result.result = result_of(result.difference);
  return result;
}

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
