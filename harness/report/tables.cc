#include "harness/report/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "harness/report/cell_text.h"
#include "harness/report/markup.h"
#include "harness/results/value.h"
#include "harness/statistics/tests.h"

namespace actsweep::report {
namespace {

/// The mean that wins at an x; none when there is nothing to win or the metric has no better side.
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

HtmlCell pivot_cell(const Figure& figure, const Cell& cell, std::optional<double> best, std::size_t usual) {
  const bool wins = best && cell.summary && cell.summary->mean == *best;
  return {mean_text(figure, cell), wins, note_text(cell, usual)};
}

std::string optional_text(const Metric& metric, const std::optional<double>& value) {
  return value ? metric.format(*value) : "–";
}

/// Where 95 % of further single runs would lie, and whether the published one does.
std::string single_runs_text(const Metric& metric, const Cell& cell) {
  if (!cell.summary || !cell.summary->sd) return "–";
  const double half = statistics::prediction_half_width(*cell.summary->sd, cell.summary->n);
  std::string text =
      fmt::format("{} to {}", metric.format(cell.summary->mean - half), metric.format(cell.summary->mean + half));
  if (cell.published) text += std::abs(*cell.published - cell.summary->mean) <= half ? ", inside" : ", outside";
  return text;
}

}  // namespace

std::string pivot_table(const Figure& figure) {
  const std::size_t usual = usual_n(figure);
  const bool down = curves_down(figure);
  std::vector<std::vector<HtmlCell>> rows(down ? figure.series.size() : figure.xs.size());
  std::vector<std::string> head = {head_label(down ? figure.by : figure.x, down ? figure.x : figure.by)};
  for (std::size_t s = 0; s < figure.series.size(); ++s) {
    if (down) {
      rows[s].push_back({figure.series[s].label, false, ""});
    } else {
      head.push_back(figure.series[s].label);
    }
  }
  for (std::size_t x = 0; x < figure.xs.size(); ++x) {
    const std::string label = shown_value(figure.x, figure.xs[x]);
    if (down) {
      head.push_back(label);
    } else {
      rows[x].push_back({label, false, ""});
    }
    const std::optional<double> best = best_mean(figure, x);
    for (std::size_t s = 0; s < figure.series.size(); ++s) {
      rows[down ? s : x].push_back(pivot_cell(figure, figure.series[s].cells[x], best, usual));
    }
  }
  return html_table(head, rows, Columns::kNumbers);
}

std::string pivot_caption(const Figure& figure) {
  const std::size_t usual = usual_n(figure);
  const std::string& unit = figure.metric.unit;
  std::string text = figure.metric.label + (unit.empty() ? "" : fmt::format(" ({})", unit)) + ": ";
  text +=
      usual == 1 ? "one trial a point" : fmt::format("mean ± half of its 95 % interval; n = {} unless noted", usual);
  if (figure.metric.better != Metric::Better::kNeither && figure.series.size() > 1) {
    text += fmt::format("; the best mean at each {} in bold", uncapitalized(key_label(figure.x)));
  }
  return text + ".";
}

std::string points_table(const Figure& figure) {
  std::vector<std::string> head = {key_label(figure.x)};
  if (!figure.by.empty()) head.push_back(key_label(figure.by));
  for (const char* name : {"n", "Mean", "Standard deviation", "95 % interval", "Diverged", "Missing"}) {
    head.emplace_back(name);
  }
  const bool published = figure.has_published();
  if (published) {
    head.emplace_back("Published");
    head.emplace_back("Where 95 % of single runs of ours lie");
  }
  std::vector<std::vector<HtmlCell>> rows;
  for (const Series& series : figure.series) {
    for (std::size_t x = 0; x < figure.xs.size(); ++x) {
      const Cell& cell = series.cells[x];
      const statistics::Summary summary = cell.summary.value_or(statistics::Summary{});
      const Metric& metric = figure.metric;
      std::vector<std::string> texts = {shown_value(figure.x, figure.xs[x])};
      if (!figure.by.empty()) texts.push_back(series.label);
      texts.push_back(std::to_string(cell.n()));
      texts.push_back(cell.summary ? metric.format(summary.mean) : "–");
      texts.push_back(optional_text(metric, summary.sd));
      texts.push_back(summary.ci_low
                          ? fmt::format("{} to {}", metric.format(*summary.ci_low), metric.format(*summary.ci_high))
                          : "–");
      texts.push_back(std::to_string(cell.diverged));
      texts.push_back(std::to_string(cell.missing));
      if (published) {
        texts.push_back(optional_text(metric, cell.published));
        texts.push_back(single_runs_text(metric, cell));
      }
      std::vector<HtmlCell> row(texts.size());
      std::transform(texts.begin(), texts.end(), row.begin(), [](const std::string& text) {
        return HtmlCell{text, false, ""};
      });
      rows.push_back(std::move(row));
    }
  }
  return html_table(head, rows, Columns::kNumbers);
}

}  // namespace actsweep::report
