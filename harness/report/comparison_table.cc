#include "harness/report/comparison_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/report/cell_text.h"
#include "harness/results/comparison.h"
#include "harness/results/published_point.h"
#include "harness/results/value.h"
#include "harness/statistics/multiplicity.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"

namespace actsweep::report {
namespace {

using nlohmann::json;
using Place = Standing::Place;

class TableBuilder {
 public:
  TableBuilder(const Results& results, const Figure& figure)
      : results_(results), figure_(figure), metric_(figure.metric.name, results.classes) {
    for (const CountedTrial& counted : figure.trials) trials_.push_back(counted.trial);
  }

  ComparisonTable build() {
    for (std::size_t row = 0; row < figure_.xs.size(); ++row) {
      table_.standings.emplace_back(figure_.series.size());
      add_runs(row);
      add_published(row);
      if (is_finished(row)) stand(row);
    }
    count_against(column_against());
    return std::move(table_);
  }

 private:
  std::string row_text(std::size_t row) const { return shown_value(figure_.x, figure_.xs[row]); }

  void add_runs(std::size_t row) {
    const Observations all = with_value(trials_, figure_.x, figure_.xs[row]);
    runs_.emplace_back();
    for (const Series& series : figure_.series) {
      runs_.back().push_back(metric_.runs(with_value(all, figure_.by, series.by), all));
    }
    const bool is_unfinished =
        std::any_of(all.begin(), all.end(), [](const Observation* trial) { return trial->is_unfinished(); });
    if (is_unfinished) table_.unfinished.push_back(row_text(row));
    is_finished_.push_back(!is_unfinished);
  }

  bool is_finished(std::size_t row) const { return is_finished_[row]; }

  void add_published(std::size_t row) {
    std::vector<Standing*> all;
    for (std::size_t column = 0; column < figure_.series.size(); ++column) {
      const auto found = published_at(results_, figure_, figure_.xs[row], figure_.series[column].by);
      if (found.empty()) continue;
      Standing& standing = table_.standings[row][column];
      standing.published = most_runs(found);
      all.push_back(&standing);
      note_others(row, column, found);
    }
    if (all.size() < 2) return;
    const auto value = [&](const Standing* standing) { return metric_.sign() * standing->published->in_our_unit(); };
    const double best = value(*std::max_element(
        all.begin(), all.end(), [&](const Standing* a, const Standing* b) { return value(a) < value(b); }));
    for (Standing* standing : all) standing->is_published_best = value(standing) == best;
  }

  /// The author replaced some numbers, and printed some in several places.
  void note_others(std::size_t row, std::size_t column, const std::vector<const PublishedNumber*>& found) {
    const Metric& metric = figure_.metric;
    const std::string shown = metric.format(table_.standings[row][column].published->in_our_unit());
    std::set<std::string> others;
    for (const PublishedNumber* number : found) others.insert(metric.format(number->in_our_unit()));
    others.erase(shown);
    if (others.empty()) return;
    table_.notes.push_back(fmt::format("Published of {} with {}: {}, elsewhere {}", row_text(row),
                                       figure_.series[column].label, shown, fmt::join(others, ", ")));
  }

  /// Sets the places of a row.
  void stand(std::size_t row) {
    std::vector<std::size_t> there;
    for (std::size_t i = 0; i < figure_.series.size(); ++i) {
      if (figure_.series[i].cells[row].summary && !runs_[row][i].empty()) there.push_back(i);
    }
    if (there.size() < 2) return;
    const auto mean = [&](std::size_t i) { return metric_.sign() * figure_.series[i].cells[row].summary->mean; };
    const std::size_t best =
        *std::max_element(there.begin(), there.end(), [&](std::size_t a, std::size_t b) { return mean(a) < mean(b); });
    std::vector<std::size_t> tested;
    std::vector<PairwiseComparison> pairs;
    std::vector<double> p;
    for (const std::size_t i : there) {
      Standing& standing = table_.standings[row][i];
      standing.place = mean(i) == mean(best) ? Place::kBest : Place::kUntested;
      if (i == best) continue;
      const PairwiseComparison with_best = compare(metric_, runs_[row][best], runs_[row][i]);
      if (!with_best.is_tested()) continue;
      tested.push_back(i);
      pairs.push_back(with_best);
      p.push_back(with_best.p);
    }
    const std::vector<double> adjusted = statistics::holm(p);
    for (std::size_t k = 0; k < tested.size(); ++k) {
      Standing& standing = table_.standings[row][tested[k]];
      standing.difference = pairs[k].difference;
      standing.p = p[k];
      standing.p_holm = adjusted[k];
      if (standing.place == Place::kBest) continue;
      standing.place = pairs[k].significant(adjusted[k]) == PairwiseResult::kWin ? Place::kWorse : Place::kOpen;
    }
  }

  std::optional<std::size_t> column_against() {
    if (figure_.against.empty()) return figure_.series.empty() ? std::nullopt : std::optional<std::size_t>(0);
    for (std::size_t i = 0; i < figure_.series.size(); ++i) {
      if (is_value(figure_.series[i].by, figure_.against)) return i;
    }
    std::vector<std::string> known;
    if (const AxisValues* axis = find_axis(results_.file_axes, figure_.by)) {
      for (const json& value : axis->values) known.push_back(value_text(value));
    }
    for (const Series& series : figure_.series) known.push_back(value_text(series.by));
    if (std::find(known.begin(), known.end(), figure_.against) == known.end() && !figure_.series.empty()) {
      throw InputError(fmt::format("{}: report.figures.against: {} is no {} of the table{}; it has {}", figure_.place,
                                   figure_.against, figure_.by, did_you_mean(figure_.against, known),
                                   fmt::join(known, ", ")));
    }
    return std::nullopt;
  }

  void count_against(const std::optional<std::size_t>& column) {
    if (!column) return;
    table_.against = figure_.series[*column].label;
    std::vector<std::pair<std::size_t, PairwiseComparison>> pairs;  // with the row of `counts`
    for (std::size_t i = 0; i < figure_.series.size(); ++i) {
      if (i == *column) continue;
      WinTieLoss count{.a = table_.against, .b = figure_.series[i].label};
      for (std::size_t row = 0; row < figure_.xs.size(); ++row) {
        const auto published =
            compare_published(metric_, table_.standings[row][*column].published, table_.standings[row][i].published);
        if (published) count.published.add(published->result);
        const Runs& ours = runs_[row][*column];
        const Runs& theirs = runs_[row][i];
        if (!is_finished(row) || ours.empty() || theirs.empty()) continue;
        pairs.emplace_back(table_.counts.size(), compare(metric_, ours, theirs));
        count.by_mean.add(pairs.back().second.by_mean);
      }
      table_.counts.push_back(std::move(count));
    }
    std::vector<double> p;
    for (const auto& [place, one] : pairs) {
      if (one.is_tested()) p.push_back(one.p);
    }
    const std::vector<double> adjusted = statistics::holm(p);
    std::size_t tested = 0;
    for (const auto& [place, one] : pairs) {
      table_.counts[place].significant.add(one.significant(one.is_tested() ? adjusted[tested++] : 1));
      table_.counts[place].untested += one.is_tested() ? 0 : 1;
    }
    table_.tests = p.size();
  }

  const Results& results_;
  const Figure& figure_;
  OrientedMetric metric_;
  Observations trials_;
  std::vector<std::vector<Runs>> runs_;  ///< by row and column
  std::vector<bool> is_finished_;
  ComparisonTable table_;
};

}  // namespace

ComparisonTable compare_columns(const Results& results, const Figure& figure) {
  return TableBuilder(results, figure).build();
}

}  // namespace actsweep::report
