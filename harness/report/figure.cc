#include "harness/report/figure.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/report/grouping.h"
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
  if (metrics.empty() || metrics.contains(metric)) return;
  const std::vector<std::string> candidates(metrics.begin(), metrics.end());
  throw InputError(fmt::format("figure {} of {}: no finished trial has the metric \"{}\"{}; the metrics are {}", number,
                               input.name, metric, did_you_mean(metric, candidates), fmt::join(candidates, ", ")));
}

CountedTrial count_trial(const Observation& trial, const Metric& metric) {
  if (trial.state == "diverged") return {&trial, metric.chance};
  const auto found = trial.metrics.find(metric.name);
  const bool counts = trial.state == "done" && found != trial.metrics.end() && std::isfinite(found->second);
  return {&trial, counts ? std::optional<double>(found->second) : std::nullopt};
}

Cell make_cell(const Trials& repetitions, const Metric& metric) {
  Cell cell;
  std::vector<double> values;
  for (const Observation* trial : repetitions) {
    const CountedTrial counted = count_trial(*trial, metric);
    if (counted.value) values.push_back(*counted.value);
    if (trial->state == "diverged") {
      ++cell.diverged;
    } else if (!counted.value) {
      ++cell.missing;
    }
  }
  if (!values.empty()) cell.summary = statistics::summarize(values);
  return cell;
}

/// The published number of a point, where the figure is of the axis and the metric that it was published for.
std::optional<double> published_at(const Input& input, const Figure& figure, const json& x, const json& by) {
  const bool x_is_activation = is_activation_key(figure.x);
  if (!figure.fixed.empty() || !(x_is_activation || is_activation_key(figure.by))) return {};
  const PublishedNumber* const number =
      find_published(input, figure.x, x, figure.metric.name, value_text(x_is_activation ? x : by));
  return number == nullptr ? std::nullopt : std::optional(number->in_our_unit());
}

Series make_series(const Input& input, const Figure& figure, const json& by, const Trials& trials) {
  Series series{by, value_text(by), {}, {}};
  if (figure.by.empty()) {
    series.label = figure.metric.label;
    series.style = kOnlySeries;
  } else if (is_activation_key(figure.by)) {
    series.label = activation_label(series.label);
    series.style = activation_style(value_text(by));
  } else {
    series.style = style_at(place_on_axis(input, figure.by, by));
  }
  for (const json& x : figure.xs) {
    series.cells.push_back(make_cell(with_value(trials, figure.x, x), figure.metric));
    series.cells.back().published = published_at(input, figure, x, by);
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

std::string make_title(const Figure& figure, const FigureSpec& spec) {
  std::string title = spec.title;
  if (title.empty()) title = fmt::format("{} against {}", figure.metric.label, uncapitalized(key_label(spec.x)));
  std::vector<std::string> settings;
  for (const auto& [key, value] : figure.fixed) {
    settings.push_back(fmt::format("{}: {}", uncapitalized(key_label(key)), value_text(value)));
  }
  return settings.empty() ? title : fmt::format("{} ({})", title, fmt::join(settings, ", "));
}

Figure make_figure(const Input& input, const FigureSpec& spec, const Panel& panel) {
  Figure figure;
  figure.x = spec.x;
  figure.by = spec.by;
  figure.metric = describe_metric(spec.y, input.classes);
  figure.fixed = panel.fixed;
  figure.tied = panel.tied;
  figure.title = make_title(figure, spec);
  figure.xs = distinct_values(input, spec.x, panel.trials);
  figure.scale = choose_scale(input, figure);
  if (figure.scale != Figure::Scale::kCategory) std::sort(figure.xs.begin(), figure.xs.end());
  for (const json& by : distinct_values(input, spec.by, panel.trials)) {
    figure.series.push_back(make_series(input, figure, by, with_value(panel.trials, spec.by, by)));
  }
  for (const Observation* trial : panel.trials) figure.trials.push_back(count_trial(*trial, figure.metric));
  return figure;
}

std::string unique_file(const Figure& figure, std::set<std::string>& taken) {
  std::string text = figure.metric.name + " vs " + figure.x;
  for (const auto& [key, value] : figure.fixed) text += " " + key + " " + value_text(value);
  const std::string base = slug(text, "figure");
  std::string file = base;
  for (int copy = 2; !taken.insert(file).second; ++copy) file = fmt::format("{}-{}", base, copy);
  return file;
}

std::size_t total(const Figure& figure, std::size_t Cell::*count) {
  std::size_t sum = 0;
  for (const Series& series : figure.series) {
    for (const Cell& cell : series.cells) sum += cell.*count;
  }
  return sum;
}

}  // namespace

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
  std::vector<Figure> figures;
  std::set<std::string> files;
  for (std::size_t i = 0; i < input.figures.size(); ++i) {
    const FigureSpec& spec = input.figures[i];
    check_key(input, spec.x, i + 1);
    if (!spec.by.empty()) check_key(input, spec.by, i + 1);
    check_metric(input, spec.y, i + 1);
    for (const Panel& panel : make_panels(input, spec)) {
      figures.push_back(make_figure(input, spec, panel));
      figures.back().file = unique_file(figures.back(), files);
    }
  }
  return figures;
}

}  // namespace actsweep::report
