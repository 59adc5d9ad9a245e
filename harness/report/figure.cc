#include "harness/report/figure.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "harness/results/metric.h"
#include "harness/results/published_point.h"
#include "harness/results/selection.h"
#include "harness/results/value.h"
#include "harness/schema/trial_params.h"
#include "harness/util/error.h"

namespace actsweep::report {
namespace {

using nlohmann::json;
const Style kOnlySeries = {"#000000", 7, "solid"};

/// The observations of one panel of a figure.
struct Panel {
  std::vector<std::pair<std::string, json>> fixed;  ///< keys and values that differ between panels
  std::vector<std::string> tied;                    ///< axes that vary in it, but only with x and by
  Observations observations;
};

bool is_where(const Observation& one, const FigureSpec& figure) {
  return std::all_of(figure.where.begin(), figure.where.end(), [&](const auto& condition) {
    const json& value = value_of(one, condition.first);
    return std::any_of(condition.second.begin(), condition.second.end(),
                       [&](const std::string& wanted) { return is_value(value, wanted); });
  });
}

/// The trials in which all other axes have the value that most trials have. Axes that follow x and by are not fixed.
Observations with_others_default(const Results& results, const FigureSpec& figure, Observations trials) {
  const Observations all = all_trials(results);
  for (const AxisValues& axis : results.axes) {
    if (is_seed(axis.key) || uses_key(figure, axis.key)) continue;
    if (is_determined(all, axis.key, {figure.x, figure.by})) continue;
    if (const auto value = majority_value(all, axis.key)) trials = with_value(trials, axis.key, *value);
  }
  return trials;
}

int epoch_of(const Observation& detail) { return value_of(detail, kEpochKey).get<int>(); }

/// The details after the last epoch that has any, per trial.
Observations last_epochs(const Observations& details) {
  std::map<std::string, int> last;
  for (const Observation* one : details) {
    int& epoch = last[one->trial_id];
    epoch = std::max(epoch, epoch_of(*one));
  }
  Observations kept;
  std::copy_if(details.begin(), details.end(), std::back_inserter(kept),
               [&](const Observation* one) { return epoch_of(*one) == last[one->trial_id]; });
  return kept;
}

/// The keys of details that tell observations apart, besides the grid's axes.
std::vector<std::string> detail_keys(Level level) {
  switch (level) {
    case Level::kTrial: return {};
    case Level::kEpoch: return {kEpochKey};
    default: return {kLayerKey, kEpochKey};
  }
}

/// The trials that the figure draws, or their details: where its `where` matches, and of layers only the last epoch
/// unless the figure is over epochs.
Observations observations_of(const Results& results, const FigureSpec& figure, const Observations& all) {
  const Observations trials = figure.others_default ? with_others_default(results, figure, all) : all;
  const Level level = level_of(figure);
  Observations found = level == Level::kTrial ? trials : Observations{};
  if (const auto details = results.details.find(level); details != results.details.end()) {
    std::set<std::string> ids;
    for (const Observation* trial : trials) ids.insert(trial->trial_id);
    for (const Observation& one : details->second) {
      // A layer has metrics either of its activation or of its weights.
      const bool is_of_kind = level != Level::kLayer || one.metrics.contains(figure.y);
      if (ids.contains(one.trial_id) && is_of_kind) found.push_back(&one);
    }
  }
  std::erase_if(found, [&](const Observation* one) { return !is_where(*one, figure); });
  return level == Level::kLayer && !uses_key(figure, kEpochKey) ? last_epochs(found) : found;
}

/// Splits observations into panels, so that different settings are never averaged. There is always one panel, empty
/// without observations.
std::vector<Panel> make_panels(const Results& results, const FigureSpec& figure, const Observations& observations) {
  std::vector<std::string> grouping = {figure.x, figure.by};
  // Each distribution has its own bins, which are not a setting.
  if (figure.x == kPreactivationKey) grouping = {figure.by};
  std::vector<Panel> panels = {{.fixed = {}, .tied = {}, .observations = observations}};
  std::vector<std::string> keys, tied;
  for (const AxisValues& axis : results.axes) keys.push_back(axis.key);
  for (const std::string& key : detail_keys(level_of(figure))) keys.push_back(key);
  for (const std::string& key : keys) {
    if (is_seed(key) || key == figure.x || key == figure.by) continue;
    if (figure.select && key == figure.select->over) continue;
    if (is_determined(observations, key, grouping)) {
      tied.push_back(key);
      continue;
    }
    grouping.push_back(key);
    std::vector<Panel> parts;
    for (const Panel& panel : panels) {
      for (const json& value : distinct_values(results, key, panel.observations)) {
        parts.push_back({panel.fixed, {}, with_value(panel.observations, key, value)});
        parts.back().fixed.emplace_back(key, value);
      }
    }
    panels = std::move(parts);
  }
  for (Panel& panel : panels) {
    std::copy_if(tied.begin(), tied.end(), std::back_inserter(panel.tied),
                 [&](const std::string& key) { return !is_determined(panel.observations, key, {}); });
  }
  return panels;
}

/// A title that is complete without the page.
std::string complete_title(const Figure& figure, const std::string& scale) {
  std::string title = figure.title;
  if (title.empty()) {
    title = fmt::format("{} {} {}", figure.metric.label, figure.is_table ? "by" : "against",
                        uncapitalized(key_label(figure.x)));
    if (figure.is_table) title += " and " + uncapitalized(key_label(figure.by));
  }
  std::vector<std::string> settings;
  for (const auto& [key, value] : figure.fixed) {
    settings.push_back(fmt::format("{}: {}", uncapitalized(key_label(key)), value_text(value)));
  }
  if (!scale.empty()) settings.push_back("scale:\u00a0" + scale);  // on one line
  return settings.empty() ? title : fmt::format("{} ({})", title, fmt::join(settings, ", "));
}

/// The trials that a figure's `where` keeps: "Only input noise σ 1 or 2".
std::string where_text(const FigureSpec& spec) {
  std::vector<std::string> conditions;
  for (const auto& [key, wanted] : spec.where) {
    std::vector<std::string> values;
    for (const std::string& value : wanted) values.push_back(shown_value(key, value));
    conditions.push_back(fmt::format("{} {}", uncapitalized(key_label(key)), fmt::join(values, " or ")));
  }
  return fmt::format("Only {}", fmt::join(conditions, ", "));
}

std::string file_name(const Figure& figure) {
  std::string text = figure.metric.name + (figure.is_table ? " by " : " vs ") + figure.x;
  if (figure.is_table) text += " and " + figure.by;
  if (!figure.minus.empty()) text += " minus " + figure.minus;
  for (const auto& [key, value] : figure.fixed) text += " " + key + " " + value_text(value);
  return slug(text, "figure");
}

/// Summarizes repetitions or, with `others`, their differences from the trials of those with the same seeds.
Cell make_cell(const Observations& repetitions, const std::optional<Observations>& others, const Metric& metric) {
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

/// The published value of a point; with `minus` its difference from that.
std::optional<double> published_value(const Results& results, const Figure& figure, const json& x, const json& by,
                                      const std::optional<json>& minus) {
  const PublishedNumber* const number = most_runs(published_at(results, figure, x, by));
  if (number == nullptr) return std::nullopt;
  if (!minus) return number->in_our_unit();
  const PublishedNumber* const other = most_runs(published_at(results, figure, x, *minus));
  return other == nullptr ? std::nullopt : std::optional(number->in_our_unit() - other->in_our_unit());
}

/// `minus`: the value of the curve whose trials are subtracted, if any.
Series make_series(const Results& results, const Figure& figure, const json& by, const Observations& panel,
                   const std::optional<json>& minus) {
  const Metric metric = describe_metric(figure.metric.name, results);
  const Observations trials = with_value(panel, figure.by, by);
  Series series{by, figure.by.empty() ? figure.metric.label : shown_value(figure.by, by), {}, {}};
  if (figure.by.empty()) {
    series.style = kOnlySeries;
  } else if (is_activation_key(figure.by)) {
    series.style = activation_style(value_text(by));
  } else {
    series.style = style_at(is_detail_key(figure.by) ? figure.series.size() : place_on_axis(results, figure.by, by));
  }
  for (const json& x : figure.xs) {
    std::optional<Observations> others;
    if (minus) others = with_value(with_value(panel, figure.by, *minus), figure.x, x);
    series.cells.push_back(make_cell(with_value(trials, figure.x, x), others, metric));
    series.cells.back().published = published_value(results, figure, x, by, minus);
  }
  return series;
}

Figure::Scale choose_scale(const Results& results, const Figure& figure) {
  const bool numbers = std::all_of(figure.xs.begin(), figure.xs.end(), [](const json& x) { return x.is_number(); });
  if (!numbers || figure.xs.size() < 2) return Figure::Scale::kCategory;
  const AxisValues* axis = find_axis(results.axes, figure.x);
  if (axis == nullptr || !axis->log_scale) return Figure::Scale::kLinear;
  const bool positive =
      std::all_of(figure.xs.begin(), figure.xs.end(), [](const json& x) { return x.get<double>() > 0; });
  // A zero among decades (no weight decay) cannot be on a logarithmic axis, and a linear one would hide it.
  return positive ? Figure::Scale::kLog : Figure::Scale::kCategory;
}

/// The value of `by` that the figure subtracts; none if it subtracts nothing, or if these trials lack the value.
std::optional<json> find_minus(const Results& results, const FigureSpec& spec, const Observations& trials) {
  if (spec.minus.empty()) return std::nullopt;
  for (const json& value : distinct_values(results, spec.by, trials)) {
    if (is_value(value, spec.minus)) return value;
  }
  return std::nullopt;
}

Figure make_figure(const Results& results, const FigureSpec& spec, const Panel& panel) {
  const std::optional<json> minus = find_minus(results, spec, panel.observations);
  const Metric metric = describe_metric(spec.y, results);
  Figure figure{spec};
  figure.metric = metric;
  if (!spec.minus.empty()) {
    figure.minus = shown_value(spec.by, minus.value_or(spec.minus));
    figure.metric = difference_of(metric, figure.minus);
  }
  figure.fixed = panel.fixed;
  figure.tied = panel.tied;
  figure.title = complete_title(figure, results.scale);
  figure.file = file_name(figure);
  figure.xs = distinct_values(results, spec.x, panel.observations);
  figure.scale = choose_scale(results, figure);
  if (figure.scale != Figure::Scale::kCategory) std::sort(figure.xs.begin(), figure.xs.end());
  if (panel.observations.empty()) figure.empty = "The selection has no trial of this figure.";
  if (!spec.minus.empty() && !minus && !panel.observations.empty()) {
    figure.empty = figure.minus + " is not in the selection, so there are no differences from it.";
    return figure;
  }
  for (const json& by : distinct_values(results, spec.by, panel.observations)) {
    if (!minus || value_identity(by) != value_identity(*minus)) {
      figure.series.push_back(make_series(results, figure, by, panel.observations, minus));
    }
  }
  for (const Observation* trial : panel.observations) figure.trials.push_back({trial, counted_value(*trial, metric)});
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

std::vector<const PublishedNumber*> published_at(const Results& results, const Figure& figure, const json& x,
                                                 const json& by) {
  if (!figure.fixed.empty()) return {};
  return published_at(results, {figure.x, x}, {figure.by, by}, figure.metric.name);
}

bool Figure::drawable() const {
  return std::any_of(trials.begin(), trials.end(), [](const CountedTrial& trial) { return trial.value.has_value(); });
}

std::size_t Figure::diverged() const { return total(*this, &Cell::diverged); }

std::size_t Figure::missing() const { return total(*this, &Cell::missing); }

bool Figure::any_cell(bool (*holds)(const Cell&)) const {
  return std::any_of(series.begin(), series.end(), [&](const Series& one) { return one.any_cell(holds); });
}

std::vector<Figure> make_figures(const Results& results, const std::vector<FigureSpec>& specs) {
  constexpr std::size_t kMaxFigures = 500;  // gnuplot takes part of a second for each
  std::vector<Figure> figures;
  for (const FigureSpec& spec : specs) {
    const Selected selected = select(results, spec.select);
    for (const Panel& panel : make_panels(results, spec, observations_of(results, spec, selected.trials))) {
      if (figures.size() == kMaxFigures) {
        throw InputError(
            fmt::format("{}: report.figures: more than {} drawings, one for each value of the axes that a figure does "
                        "not show; add "
                        "`where` or others: default",
                        spec.place, kMaxFigures));
      }
      Figure& figure = figures.emplace_back(make_figure(results, spec, panel));
      if (spec.others_default) figure.notes.emplace_back("All other axes at their defaults");
      if (!spec.where.empty()) figure.notes.push_back(where_text(spec));
      if (!spec.select) continue;
      for (std::string& note : describe_choices(selected, *spec.select)) figure.notes.push_back(std::move(note));
    }
  }
  return figures;
}

}  // namespace actsweep::report
