#include "harness/report/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "harness/report/html.h"
#include "harness/results/value.h"
#include "harness/statistics/tests.h"

namespace actsweep::report {
namespace {

/// The best mean at an x; none with fewer than two means or if neither higher nor lower is better.
std::optional<double> best_mean(const Figure& figure, std::size_t x) {
  if (figure.metric.better == Metric::Better::kNeither) return {};
  std::vector<double> means;
  for (const Series& series : figure.series) {
    if (series.cells[x].summary) means.push_back(series.cells[x].summary->mean);
  }
  if (means.size() < 2) return {};
  return figure.metric.better == Metric::Better::kMore ? *std::max_element(means.begin(), means.end())
                                                       : *std::min_element(means.begin(), means.end());
}

std::string optional_text(const Metric& metric, const std::optional<double>& value) {
  return value ? metric.format(*value) : "–";
}

/// The 95 % prediction interval of another run, and whether the published one lies in it.
std::string single_runs_text(const Metric& metric, const Cell& cell) {
  if (!cell.summary || !cell.summary->sd) return "–";
  const double half = statistics::prediction_half_width(*cell.summary->sd, cell.summary->n);
  std::string text =
      fmt::format("{} to {}", metric.format(cell.summary->mean - half), metric.format(cell.summary->mean + half));
  if (cell.published) text += std::abs(*cell.published - cell.summary->mean) <= half ? ", inside" : ", outside";
  return text;
}

/// The corner between the key of the rows and the key of the columns. Columns of activations need no name.
std::string corner_label(const std::string& rows, const std::string& columns) {
  if (columns.empty() || is_activation_key(columns)) return key_label(rows);
  return fmt::format("{} \\ {}", key_label(rows), key_label(columns));
}

}  // namespace

std::string mean_text(const Figure& figure, const Cell& cell) {
  if (!cell.summary) return "–";
  const statistics::Summary& summary = *cell.summary;
  const std::string mean = figure.metric.format(summary.mean);
  return summary.ci_high ? fmt::format("{} ± {}", mean, figure.metric.format(*summary.ci_high - summary.mean)) : mean;
}

std::size_t max_n(const Figure& figure) {
  std::size_t n = 0;
  for (const Series& series : figure.series) {
    for (const Cell& cell : series.cells) n = std::max(n, cell.n());
  }
  return n;
}

std::string note_text(const Cell& cell, std::size_t complete) {
  std::string note;
  if (cell.summary && cell.n() != complete) note = fmt::format("n = {}", cell.n());
  if (cell.diverged > 0) note += fmt::format("{}{} diverged", note.empty() ? "" : ", ", cell.diverged);
  return note;
}

std::string values_caption(const Figure& figure, const std::string& cell) {
  const std::string& unit = figure.metric.unit;
  const std::size_t n = max_n(figure);
  return fmt::format(
      "{}{}: {}", figure.metric.label, unit.empty() ? "" : fmt::format(" ({})", unit),
      n <= 1 ? "one trial per " + cell : fmt::format("mean ± half of its 95 % interval; n = {} unless noted", n));
}

TextTable lay_out(const Figure& figure, const std::function<HtmlCell(std::size_t, std::size_t)>& cell) {
  constexpr std::size_t kMaxColumns = 8;
  std::vector<std::string> xs, curves;
  for (const auto& x : figure.xs) xs.push_back(shown_value(figure.x, x));
  for (const Series& series : figure.series) curves.push_back(series.label);
  const bool curves_down = curves.size() > kMaxColumns && curves.size() > xs.size();
  TextTable table;
  table.head = {curves_down ? corner_label(figure.by, figure.x) : corner_label(figure.x, figure.by)};
  for (const std::string& label : curves_down ? xs : curves) table.head.push_back(label);
  for (const std::string& label : curves_down ? curves : xs) {
    const std::size_t row = table.rows.size();
    table.rows.push_back({{label}});
    for (std::size_t column = 0; column + 1 < table.head.size(); ++column) {
      table.rows.back().push_back(curves_down ? cell(column, row) : cell(row, column));
    }
  }
  return table;
}

std::string pivot_table(const Figure& figure) {
  const std::size_t n = max_n(figure);
  const TextTable table = lay_out(figure, [&](std::size_t x, std::size_t s) {
    const Cell& cell = figure.series[s].cells[x];
    const std::optional<double> best = best_mean(figure, x);
    return HtmlCell{mean_text(figure, cell), best && cell.summary && cell.summary->mean == *best, note_text(cell, n)};
  });
  return html_table(table.head, table.rows, Columns::kNumbers);
}

std::string pivot_caption(const Figure& figure) {
  std::string text = values_caption(figure, "point");
  if (figure.metric.better != Metric::Better::kNeither && figure.series.size() > 1) {
    text += fmt::format("; the best mean at each {} in bold", uncapitalized(key_label(figure.x)));
  }
  return text + ".";
}

std::string points_table(const Figure& figure) {
  std::vector<std::string> head = {key_label(figure.x)};
  if (!figure.by.empty()) head.push_back(key_label(figure.by));
  head.insert(head.end(), {"n", "Mean", "Standard deviation", "95 % interval", "Diverged", "Missing"});
  const bool published = figure.has_published();
  if (published) head.insert(head.end(), {"Published", "95 % of single runs"});
  std::vector<HtmlRow> rows;
  for (const Series& series : figure.series) {
    for (std::size_t x = 0; x < figure.xs.size(); ++x) {
      const Cell& cell = series.cells[x];
      const statistics::Summary summary = cell.summary.value_or(statistics::Summary{});
      const Metric& metric = figure.metric;
      std::vector<std::string> texts = {shown_value(figure.x, figure.xs[x])};
      if (!figure.by.empty()) texts.push_back(series.label);
      const std::string mean = cell.summary ? metric.format(summary.mean) : "–";
      const std::string interval =
          summary.ci_low ? fmt::format("{} to {}", metric.format(*summary.ci_low), metric.format(*summary.ci_high))
                         : "–";
      texts.insert(texts.end(), {std::to_string(cell.n()), mean, optional_text(metric, summary.sd), interval,
                                 std::to_string(cell.diverged), std::to_string(cell.missing)});
      if (published) {
        texts.insert(texts.end(), {optional_text(metric, cell.published), single_runs_text(metric, cell)});
      }
      rows.push_back(html_row(texts));
    }
  }
  return html_table(head, rows, Columns::kNumbers);
}

}  // namespace actsweep::report
