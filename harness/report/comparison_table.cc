#include "harness/report/comparison_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/report/csv.h"
#include "harness/report/html.h"
#include "harness/report/tables.h"
#include "harness/results/published_point.h"
#include "harness/results/value.h"
#include "harness/util/printable.h"
#include "harness/util/table_cell.h"
#include "harness/util/text.h"

namespace actsweep::report {
namespace {

using nlohmann::json;
using Place = Mark::Place;

constexpr const char* kUndecidedSign = "≈";

class TableBuilder {
 public:
  TableBuilder(const Results& results, const Figure& figure)
      : results_(results), figure_(figure), table_{.runs = {figure.metric}} {
    for (const CountedTrial& counted : figure.trials) trials_.push_back(counted.trial);
    for (const Series& series : figure.series) table_.runs.columns.push_back(series.label);
  }

  ComparisonTable build() {
    for (std::size_t row = 0; row < figure_.xs.size(); ++row) {
      add_row(row);
      add_published(row);
      if (!table_.runs.rows[row].is_unfinished) mark_values(row);
    }
    if (const auto column = column_against()) count_against(*column);
    return std::move(table_);
  }

 private:
  void add_row(std::size_t row) {
    const Observations all = with_value(trials_, figure_.x, figure_.xs[row]);
    std::vector<Observations> columns;
    for (const Series& series : figure_.series) columns.push_back(with_value(all, figure_.by, series.by));
    table_.runs.add_row(shown_value(figure_.x, figure_.xs[row]), columns);
    table_.marks.emplace_back(columns.size());
  }

  void add_published(std::size_t row) {
    std::vector<std::pair<double, Mark*>> values;
    for (std::size_t column = 0; column < figure_.series.size(); ++column) {
      const auto found = published_at(results_, figure_, figure_.xs[row], figure_.series[column].by);
      if (found.empty()) continue;
      const PublishedNumber* const number = most_runs(found);
      table_.runs.rows[row].cells[column].published = number;
      values.emplace_back(table_.runs.metric.sign() * number->in_our_unit(), &table_.marks[row][column]);
      note_others(row, column, *number, found);
    }
    if (values.size() < 2) return;
    const double best = std::max_element(values.begin(), values.end())->first;
    for (const auto& [value, mark] : values) mark->is_published_best = value == best;
  }

  /// The author replaced some numbers, and printed some in several places.
  void note_others(std::size_t row, std::size_t column, const PublishedNumber& shown,
                   const std::vector<const PublishedNumber*>& found) {
    const Metric& metric = figure_.metric;
    std::set<std::string> others;
    for (const PublishedNumber* number : found) others.insert(metric.format(number->in_our_unit()));
    others.erase(metric.format(shown.in_our_unit()));
    if (others.empty()) return;
    table_.notes.push_back(fmt::format("Published for {} with {}: {}, elsewhere {}", table_.runs.rows[row].label,
                                       table_.runs.columns[column], metric.format(shown.in_our_unit()),
                                       fmt::join(others, ", ")));
  }

  void mark_values(std::size_t row) {
    std::vector<std::pair<double, std::size_t>> means;  // oriented, with their columns
    for (std::size_t i = 0; i < figure_.series.size(); ++i) {
      const auto& summary = figure_.series[i].cells[row].summary;
      if (summary && !table_.runs.rows[row].cells[i].runs.empty()) {
        means.emplace_back(table_.runs.metric.sign() * summary->mean, i);
      }
    }
    if (means.size() < 2) return;
    const auto less = [](const auto& a, const auto& b) { return a.first < b.first; };
    const auto [best_mean, best] = *std::max_element(means.begin(), means.end(), less);
    std::vector<ColumnComparison> comparisons;
    for (const auto& [mean, i] : means) {
      table_.marks[row][i].place = mean == best_mean ? Place::kBest : Place::kUntested;
      if (i != best) comparisons.push_back(compare_columns(table_.runs, row, best, i));
    }
    for (const ColumnComparison* comparison : adjust_tested(comparisons)) {
      Mark& mark = table_.marks[row][comparison->b];
      mark.from_best = *comparison;
      if (mark.place == Place::kBest) continue;
      mark.place = comparison->significant() == PairwiseResult::kWin ? Place::kWorse : Place::kUndecided;
    }
  }

  std::optional<std::size_t> column_against() const {
    if (figure_.against.empty()) return figure_.series.empty() ? std::nullopt : std::optional<std::size_t>(0);
    for (std::size_t i = 0; i < figure_.series.size(); ++i) {
      if (is_value(figure_.series[i].by, figure_.against)) return i;
    }
    return std::nullopt;  // not in the selection
  }

  void count_against(std::size_t column) {
    table_.against = table_.runs.columns[column];
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t i = 0; i < figure_.series.size(); ++i) {
      if (i != column) pairs.emplace_back(column, i);
    }
    std::vector<ColumnComparison> comparisons = compare_columns(table_.runs, pairs);
    table_.tests = adjust_tested(comparisons).size();
    add_counts(table_.runs, comparisons, table_.counts);
  }

  const Results& results_;
  const Figure& figure_;
  Observations trials_;
  ComparisonTable table_;
};

TextTable cells_of(const Figure& figure, const ComparisonTable& table) {
  const std::size_t n = max_n(figure);
  return lay_out(figure, [&](std::size_t x, std::size_t s) {
    const Cell& point = figure.series[s].cells[x];
    const Mark& mark = table.marks[x][s];
    HtmlCell cell{mean_text(figure, point), mark.place == Place::kBest};
    const std::string note = note_text(point, n);
    if (mark.place == Place::kUndecided) cell.note = kUndecidedSign;
    if (!note.empty()) cell.note += (cell.note.empty() ? "" : ", ") + note;
    if (point.published) cell.below = figure.metric.format(*point.published);
    cell.is_below_strong = mark.is_published_best;
    return cell;
  });
}

TextTable texts_of(const std::vector<WinTieLoss>& counts) {
  const auto is_published = [](const WinTieLoss& count) { return count.published.all() > 0; };
  const bool has_published = std::any_of(counts.begin(), counts.end(), is_published);
  TextTable table{.head = {"Wins / ties / losses", "Points", "By mean alone", "Significant (tie: undecided)"},
                  .rows = {}};
  if (has_published) table.head.emplace_back("Published alone");
  for (const WinTieLoss& count : counts) {
    table.rows.push_back({{fmt::format("{} against {}", count.a, count.b)},
                          {std::to_string(count.by_mean.all())},
                          {count.by_mean.text()},
                          {count.significant.text()}});
    if (has_published) table.rows.back().push_back({is_published(count) ? count.published.text() : "–"});
  }
  return table;
}

std::string markdown_line(const std::string& text) { return markdown_text(printable(text)); }

std::string markdown_cell(const HtmlCell& cell) {
  const auto bold = [](const std::string& text, bool is_bold) {
    return is_bold ? fmt::format("**{}**", markdown_line(text)) : markdown_line(text);
  };
  std::string text = bold(cell.text, cell.strong);
  if (!cell.note.empty()) text += (cell.note.starts_with(kUndecidedSign) ? " " : ", ") + cell.note;
  if (!cell.below.empty()) text += fmt::format(" ({})", bold(cell.below, cell.is_below_strong));
  return text;
}

/// Numbers are on the right, names on the left.
std::string markdown_table(const TextTable& table) {
  const auto line = [](const std::vector<std::string>& cells) {
    return fmt::format("| {} |\n", fmt::join(cells, " | "));
  };
  std::vector<std::string> cells, rule(table.head.size(), "---:");
  rule.front() = ":---";
  for (const std::string& text : table.head) cells.push_back(markdown_line(text));
  std::string text = line(cells) + line(rule);
  for (const HtmlRow& row : table.rows) {
    cells.clear();
    for (const HtmlCell& cell : row) cells.push_back(markdown_cell(cell));
    text += line(cells);
  }
  return text;
}

/// In the order of Place.
constexpr const char* kPlaceNames[] = {"", "untested", "worse", "undecided", "best"};

}  // namespace

ComparisonTable make_comparison_table(const Results& results, const Figure& figure) {
  return TableBuilder(results, figure).build();
}

std::string comparison_html(const Figure& figure, const ComparisonTable& table) {
  const TextTable cells = cells_of(figure, table);
  return html_table(cells.head, cells.rows, Columns::kNumbers);
}

std::string comparison_markdown(const Results& results, const Figure& figure, const ComparisonTable& table) {
  std::string text =
      fmt::format("### {}\n\n{}\n", markdown_line(figure.title), markdown_table(cells_of(figure, table)));
  for (const std::string& note : comparison_notes(results, figure, table)) text += markdown_line(note) + '\n';
  if (table.counts.empty()) return text;
  return text + '\n' + markdown_table(texts_of(table.counts)) + '\n' + markdown_line(counts_note(table)) + '\n';
}

std::string comparison_csv(const Figure& figure, const ComparisonTable& table) {
  std::string csv = csv_row({figure.x, figure.by, "n", "diverged", "missing", "mean", "sd", "ci_low", "ci_high",
                             "place", "difference", "p", "p_holm", "published", "published_best"});
  for (std::size_t x = 0; x < figure.xs.size(); ++x) {
    for (std::size_t s = 0; s < figure.series.size(); ++s) {
      const Cell& cell = figure.series[s].cells[x];
      const Mark& mark = table.marks[x][s];
      CsvRow row = {csv_value(figure.xs[x]), csv_value(figure.series[s].by), std::to_string(cell.n()),
                    std::to_string(cell.diverged), std::to_string(cell.missing)};
      append_summary(cell, row);
      row.emplace_back(kPlaceNames[static_cast<std::size_t>(mark.place)]);
      const auto& test = mark.from_best;
      row.push_back(test ? csv_number(test->difference) : "");
      row.push_back(test ? csv_number(test->p) : "");
      row.push_back(test ? csv_number(test->p_holm) : "");
      row.push_back(csv_number(cell.published));
      row.emplace_back(!cell.published ? "" : mark.is_published_best ? "1" : "0");
      csv += csv_row(row);
    }
  }
  return csv;
}

std::vector<std::string> comparison_notes(const Results& results, const Figure& figure, const ComparisonTable& table) {
  const std::string row = uncapitalized(key_label(figure.x));
  std::size_t untested = 0;
  for (const std::vector<Mark>& marks : table.marks) {
    for (const Mark& mark : marks) untested += mark.place == Place::kUntested ? 1 : 0;
  }
  std::vector<std::string> notes = {
      values_caption(figure, "cell") + '.',
      fmt::format(
          "Bold: the best mean of each {}. {}: not significantly worse (two-sided, paired over seeds, Holm over "
          "the {} at {:g}). No sign: significantly worse.",
          row, kUndecidedSign, row, kAlpha)};
  if (untested > 0) {
    notes.push_back(fmt::format("{} not tested, because a second seed is missing; these have no sign either.",
                                counted(untested, "cell")));
  }
  if (const auto unfinished = table.runs.unfinished(); !unfinished.empty()) {
    notes.push_back(fmt::format("Not compared, because trials are unfinished: {}.", fmt::join(unfinished, ", ")));
  }
  if (figure.diverged() > 0) {
    notes.push_back(fmt::format("{} diverged: {}.", counted(figure.diverged(), "trial"),
                                figure.metric.chance
                                    ? "counted as chance level, and in tests as the worst of the row if that is worse"
                                    : "left out"));
  }
  if (figure.missing() > 0) notes.push_back(counted(figure.missing(), "trial") + " missing.");
  if (figure.has_published()) {
    const bool is_full = results.scale.empty() || results.scale == "full";
    notes.push_back(fmt::format(
        "Small or in parentheses: published, mostly one run each, at full scale{}. The best published value "
        "is bold, too.",
        is_full ? "" : fmt::format(" (ours: scale {})", results.scale)));
  } else if (!results.scale.empty()) {
    notes.push_back(fmt::format("Scale: {}.", results.scale));
  }
  for (const auto* more : {&figure.notes, &table.notes}) {
    for (const std::string& note : *more) notes.push_back(note + '.');
  }
  if (!figure.tied.empty()) {
    notes.push_back(fmt::format("Set along with these keys: {}.", fmt::join(figure.tied, ", ")));
  }
  return notes;
}

std::string counts_table(const std::vector<WinTieLoss>& counts) {
  constexpr std::size_t kSignificant = 3;  // the column that was tested
  TextTable table = texts_of(counts);
  for (HtmlRow& row : table.rows) row[kSignificant].strong = true;
  return html_table(table.head, table.rows, Columns::kNumbers);
}

std::string counts_csv(const std::vector<WinTieLoss>& counts) {
  std::string csv = "a,b,by,wins,ties,losses\n";
  for (const WinTieLoss& count : counts) {
    const auto add = [&](const char* by, const Tally& tally) {
      csv += csv_row(
          {count.a, count.b, by, std::to_string(tally.wins), std::to_string(tally.ties), std::to_string(tally.losses)});
    };
    add("mean", count.by_mean);
    add("test", count.significant);
    if (count.published.all() > 0) add("published", count.published);
  }
  return csv;
}

std::string counts_note(const ComparisonTable& table) {
  if (table.counts.empty()) return "";
  const std::size_t points = max_compared(table.counts);
  const std::string family = fmt::format("Significant: two-sided, paired over seeds, Holm over {} at {:g}.",
                                         counted(table.tests, "comparison"), kAlpha);
  return points < 2 ? family : fmt::format("{} {}", family, counting_caution(points));
}

}  // namespace actsweep::report
