#include "harness/report/figure.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/report/details.h"
#include "harness/report/figure_text.h"
#include "harness/report/grouping.h"
#include "harness/report/published_point.h"
#include "harness/report/selection.h"
#include "harness/report/time_to.h"
#include "harness/report/value.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"

namespace actsweep::report {
namespace {

using nlohmann::json;
using Trials = std::vector<const Observation*>;

const Style kOnlySeries = {"#000000", 7, "solid"};

void check_key(const Input& input, const std::string& key, std::size_t number) {
  const bool known = std::any_of(input.trials.begin(), input.trials.end(),
                                 [&](const Observation& trial) { return trial.config.contains(key); });
  if (known || input.trials.empty()) return;
  std::set<std::string> keys;
  for (const Observation& trial : input.trials) {
    for (const auto& [name, value] : trial.config) keys.insert(name);
  }
  const std::vector<std::string> candidates(keys.begin(), keys.end());
  throw InputError(fmt::format("figure {} of {}: no trial has the key \"{}\"{}; the keys are {}", number, input.name,
                               key, did_you_mean(key, candidates), fmt::join(candidates, ", ")));
}

void check_metric(const Input& input, const std::string& metric, std::size_t number) {
  std::set<std::string> metrics;
  for (const Observation& trial : input.trials) {
    if (trial.state != "done") continue;
    for (const auto& [name, value] : trial.metrics) metrics.insert(name);
  }
  if (metrics.empty() || metrics.contains(metric) || time_to(metric)) return;
  const std::vector<std::string> candidates(metrics.begin(), metrics.end());
  throw InputError(fmt::format("figure {} of {}: no finished trial has the metric \"{}\"{}; the metrics are {}", number,
                               input.name, metric, did_you_mean(metric, candidates), fmt::join(candidates, ", ")));
}

/// The values of repetitions; or, where there are others to subtract, their differences from those with the same seeds.
Cell make_cell(const Trials& repetitions, const std::optional<Trials>& others, const Metric& metric) {
  std::map<std::string, std::optional<double>> subtrahends;
  if (others) {
    for (const Observation* trial : *others) subtrahends[seeds_of(*trial)] = counted_value(*trial, metric);
  }
  Cell cell;
  for (const Observation* trial : repetitions) {
    std::optional<double> value = counted_value(*trial, metric);
    if (value && others) {
      const std::optional<double>& subtrahend = subtrahends[seeds_of(*trial)];
      value = subtrahend ? std::optional(*value - *subtrahend) : std::nullopt;
    }
    if (value) cell.values.push_back(*value);
    if (trial->state == "diverged") {
      ++cell.diverged;
    } else if (!value) {
      ++cell.missing;
    }
  }
  if (!cell.values.empty()) cell.summary = statistics::summarize(cell.values);
  return cell;
}

/// What is drawn as published at a point: a difference from `minus` where that is a value.
std::optional<double> published_value(const Input& input, const Figure& figure, const json& x, const json& by,
                                      const json& minus) {
  const PublishedNumber* const number = most_runs(published_at(input, figure, x, by));
  if (number == nullptr) return std::nullopt;
  if (minus.is_null()) return number->in_our_unit();
  const PublishedNumber* const other = most_runs(published_at(input, figure, x, minus));
  return other == nullptr ? std::nullopt : std::optional(number->in_our_unit() - other->in_our_unit());
}

/// One curve. `minus`: the value of the curve whose trials are subtracted, or null.
Series make_series(const Input& input, const Figure& figure, const json& by, const Trials& panel, const json& minus) {
  const Metric metric = describe_metric(figure.metric.name, input);
  const Trials trials = with_value(panel, figure.by, by);
  Series series{by, value_text(by), {}, {}};
  if (figure.by.empty()) {
    series.label = figure.metric.label;
    series.style = kOnlySeries;
  } else if (is_activation_key(figure.by)) {
    series.label = activation_label(series.label);
    series.style = activation_style(value_text(by));
  } else {
    series.style = style_at(is_detail_key(figure.by) ? figure.series.size() : place_on_axis(input, figure.by, by));
  }
  for (const json& x : figure.xs) {
    std::optional<Trials> others;
    if (!minus.is_null()) others = with_value(with_value(panel, figure.by, minus), figure.x, x);
    series.cells.push_back(make_cell(with_value(trials, figure.x, x), others, metric));
    series.cells.back().published = published_value(input, figure, x, by, minus);
  }
  return series;
}

Figure::Scale choose_scale(const Input& input, const Figure& figure) {
  const bool numbers = std::all_of(figure.xs.begin(), figure.xs.end(), [](const json& x) { return x.is_number(); });
  if (!numbers || figure.xs.size() < 2) return Figure::Scale::kCategory;
  const AxisInfo* axis = find_axis(input, figure.x);
  if (axis == nullptr || !axis->log_scale) return Figure::Scale::kLinear;
  const bool positive =
      std::all_of(figure.xs.begin(), figure.xs.end(), [](const json& x) { return x.get<double>() > 0; });
  // Zero among decades (a weight decay that is off) has no place on a logarithmic axis and none to itself on a linear.
  return positive ? Figure::Scale::kLog : Figure::Scale::kCategory;
}

/// The value of `by` that the figure subtracts; null where it subtracts none.
json find_minus(const Input& input, const FigureSpec& spec, const Trials& trials) {
  if (spec.minus.empty() || trials.empty()) return {};
  std::vector<std::string> values;
  for (const json& value : distinct_values(input, spec.by, trials)) {
    if (is_value(value, spec.minus)) return value;
    values.push_back(value_text(value));
  }
  throw InputError(fmt::format("{}: report.figures.minus: no trial has the {} {}{}; there are {}", spec.place, spec.by,
                               spec.minus, did_you_mean(spec.minus, values), fmt::join(values, ", ")));
}

Figure make_figure(const Input& input, const FigureSpec& spec, const Panel& panel) {
  const json minus = find_minus(input, spec, panel.trials);
  const Metric metric = describe_metric(spec.y, input);
  Figure figure;
  figure.x = spec.x;
  figure.by = spec.by;
  figure.runs = spec.runs;
  figure.is_table = spec.is_table;
  figure.against = spec.against;
  figure.place = spec.place;
  figure.metric = metric;
  if (!spec.minus.empty()) {
    figure.minus = is_activation_key(spec.by) ? activation_label(spec.minus) : spec.minus;
    figure.metric = difference_of(metric, figure.minus);
  }
  figure.fixed = panel.fixed;
  figure.tied = panel.tied;
  figure.title = figure_title(figure, spec, input.scale);
  figure.xs = distinct_values(input, spec.x, panel.trials);
  figure.scale = choose_scale(input, figure);
  if (figure.scale != Figure::Scale::kCategory) std::sort(figure.xs.begin(), figure.xs.end());
  for (const json& by : distinct_values(input, spec.by, panel.trials)) {
    if (minus.is_null() || by != minus) figure.series.push_back(make_series(input, figure, by, panel.trials, minus));
  }
  for (const Observation* trial : panel.trials) figure.trials.push_back({trial, counted_value(*trial, metric)});
  return figure;
}

std::size_t total(const Figure& figure, std::size_t Cell::*count) {
  std::size_t sum = 0;
  for (const Series& series : figure.series) {
    for (const Cell& cell : series.cells) sum += cell.*count;
  }
  return sum;
}

}  // namespace

std::vector<const PublishedNumber*> published_at(const Input& input, const Figure& figure, const json& x,
                                                 const json& by) {
  if (!figure.fixed.empty()) return {};
  return published_at(input, {figure.x, x}, {figure.by, by}, figure.metric.name);
}

bool Figure::drawable() const {
  return std::any_of(trials.begin(), trials.end(), [](const CountedTrial& trial) { return trial.value.has_value(); });
}

std::size_t Figure::diverged() const { return total(*this, &Cell::diverged); }

std::size_t Figure::missing() const { return total(*this, &Cell::missing); }

bool Figure::has_published() const {
  return std::any_of(series.begin(), series.end(), [](const Series& one) {
    return std::any_of(one.cells.begin(), one.cells.end(), [](const Cell& cell) { return cell.published.has_value(); });
  });
}

std::vector<Figure> make_figures(const Input& input) {
  constexpr std::size_t kMaxFigures = 500;  // gnuplot takes part of a second for each
  std::vector<Figure> figures;
  std::set<std::string> files;
  for (std::size_t i = 0; i < input.figures.size(); ++i) {
    const FigureSpec& spec = input.figures[i];
    if (!is_detail_key(spec.x)) check_key(input, spec.x, i + 1);
    if (!spec.by.empty() && !is_detail_key(spec.by)) check_key(input, spec.by, i + 1);
    if (detail_of(spec) == Detail::kTrials) check_metric(input, spec.y, i + 1);
    const Selected selected = select(input, spec.select);
    for (const Panel& panel : make_panels(input, spec, details_of(input, spec, selected.trials))) {
      if (figures.size() == kMaxFigures) {
        throw InputError(fmt::format(
            "{}: report.figures: more than {} drawings, one for each value of the axes that a figure does not show; "
            "give it `where` or others: default",
            spec.place, kMaxFigures));
      }
      figures.push_back(make_figure(input, spec, panel));
      figures.back().file = unique_file(figures.back(), files);
      if (spec.usual) figures.back().notes.emplace_back("Only trials in which nothing else is changed");
      if (!spec.where.empty()) figures.back().notes.push_back(where_text(spec));
      if (!spec.select) continue;
      for (std::string& note : describe_choices(selected, *spec.select)) {
        figures.back().notes.push_back(std::move(note));
      }
    }
  }
  return figures;
}

}  // namespace actsweep::report
