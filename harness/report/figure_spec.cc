#include "harness/report/figure_spec.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/config/axis.h"
#include "harness/config/mapping.h"
#include "harness/results/metric.h"
#include "harness/schema/epoch.h"
#include "harness/schema/layer_epoch.h"
#include "harness/util/nearest.h"

namespace actsweep::report {
namespace {

constexpr const char* kKey = "report.figures";

FigureSpec parse_drawing(const YamlValue& value) {
  expect_keys(value, kKey, {"x", "y", "by", "title", "minus", "runs", "where", "others", "select"});
  FigureSpec figure;
  figure.x = canonical_key(required_text(value, "x", kKey));
  figure.by = canonical_key(text_of(value, "by", kKey));
  figure.minus = text_of(value, "minus", kKey);
  figure.runs = value_or_default(value, kKey, Boolean("runs", false)).get<bool>();
  if (!figure.minus.empty() && figure.by.empty()) {
    fail_at(*value.find("minus"), std::string(kKey) + ".minus", "needs `by`, because it is a value of that key");
  }
  return figure;
}

FigureSpec parse_table(const YamlValue& value) {
  expect_keys(value, kKey, {"rows", "columns", "y", "title", "against", "where", "others", "select"});
  FigureSpec figure;
  figure.is_table = true;
  figure.x = canonical_key(required_text(value, "rows", kKey));
  figure.by = canonical_key(required_text(value, "columns", kKey));
  figure.against = text_of(value, "against", kKey);
  return figure;
}

bool is_layer_metric(const std::string& name) {
  const auto& metrics = layer_metrics();
  return std::any_of(metrics.begin(), metrics.end(), [&](const LayerMetric& metric) { return name == metric.name; });
}

/// Whether observations of the level have this key of details.
bool has_detail_key(Level level, const std::string& key) {
  if (key == kEpochKey) return level != Level::kTrial;
  if (key == kLayerKey) return level == Level::kLayer || level == Level::kDensity;
  return key == kPreactivationKey && level == Level::kDensity;
}

void check_key(const FigureSpec& figure, const std::string& key, const std::vector<std::string>& keys) {
  if (std::find(keys.begin(), keys.end(), key) != keys.end() || has_detail_key(level_of(figure), key)) return;
  fail_at(figure.place, kKey, fmt::format("these trials have no key {}{}", key, did_you_mean(key, keys)));
}

void check_metric(const FigureSpec& figure) {
  if (level_of(figure) == Level::kDensity) {
    if (figure.x == kPreactivationKey && figure.by != kEpochKey) return;
    fail_at(figure.place, kKey,
            "density is the density of pre-activations: it needs x: preactivation, and another by than epoch");
  }
  std::vector<std::string> metrics;
  for (const EpochMetric& metric : epoch_metrics()) metrics.emplace_back(metric.name);
  for (const LayerMetric& metric : layer_metrics()) metrics.emplace_back(metric.name);
  if (std::find(metrics.begin(), metrics.end(), figure.y) == metrics.end() && !time_to(figure.y)) {
    fail_at(figure.place, kKey, fmt::format("there is no metric {}{}", figure.y, did_you_mean(figure.y, metrics)));
  }
}

}  // namespace

FigureSpec parse_figure(const YamlValue& value) {
  const std::string key = kKey;
  const bool is_table = value.find("rows") != nullptr || value.find("columns") != nullptr;
  FigureSpec figure = is_table ? parse_table(value) : parse_drawing(value);
  figure.y = required_text(value, "y", key);
  figure.title = text_of(value, "title", key);
  figure.others_default = text_of(value, "others", key) == "default";
  figure.place = value.place;
  if (value.find("others") != nullptr && !figure.others_default) {
    fail_at(*value.find("others"), key + ".others",
            "must be default, which fixes the other axes at the value that most trials have");
  }
  if (const YamlValue* where = value.find("where")) {
    expect(*where, YamlValue::Kind::kMapping, key + ".where", "a mapping of keys and values");
    for (const auto& [name, wanted] : where->entries) figure.where[canonical_key(name.text)] = wanted.text;
  }
  if (const YamlValue* choice = value.find("select")) {
    figure.select = parse_selection(*choice, key + ".select");
    if (figure.select->over == figure.x || figure.select->over == figure.by) {
      fail_at(*choice, key + ".select.over", "is chosen for each point, so it cannot be an axis of the figure");
    }
  }
  return figure;
}

void check_figure(const FigureSpec& figure, const Grid& grid) {
  const std::vector<std::string> keys = grid.keys();
  check_key(figure, figure.x, keys);
  if (!figure.by.empty()) check_key(figure, figure.by, keys);
  if (figure.x == figure.by) {
    fail_at(figure.place, kKey, figure.x + (figure.is_table ? " is both rows and columns" : " is both x and by"));
  }
  for (const auto& [key, value] : figure.where) check_key(figure, key, keys);
  check_metric(figure);
  if (figure.is_table && describe_metric(figure.y, 0).better == Metric::Better::kNeither) {
    fail_at(figure.place, kKey,
            fmt::format("a table marks the best, but neither higher nor lower {} is better; use, say, test_top1",
                        figure.y));
  }
  if (figure.select) check_selection(*figure.select, grid.experiment(), figure.place, "report.figures.select");
  const Level level = level_of(figure);
  if ((level == Level::kLayer || level == Level::kDensity) && !sets(grid.experiment(), "diagnostics.images")) {
    fail_at(figure.place, kKey,
            figure.y + " is a diagnostic, which these trials do not record; add, say, diagnostics: {images: 256}");
  }
}

Level level_of(const FigureSpec& figure) {
  if (figure.y == kDensityMetric) return Level::kDensity;
  // Epochs have a gradient norm, too, of the whole network.
  if (is_layer_metric(figure.y) && (figure.y != "grad_norm" || uses_key(figure, kLayerKey))) return Level::kLayer;
  return uses_key(figure, kEpochKey) ? Level::kEpoch : Level::kTrial;
}

bool uses_key(const FigureSpec& figure, const std::string& key) {
  return figure.x == key || figure.by == key || figure.where.contains(key);
}

bool is_detail_key(const std::string& key) { return key == kEpochKey || key == kLayerKey || key == kPreactivationKey; }

DetailRequest details_for(const std::vector<FigureSpec>& figures) {
  DetailRequest request;
  for (const FigureSpec& figure : figures) {
    request.levels.insert(level_of(figure));
    request.keys.insert(figure.by);
    for (const auto& [key, value] : figure.where) request.keys.insert(key);
    if (time_to(figure.y)) request.times.insert(figure.y);
    if (level_of(figure) == Level::kDensity) request.overlaid.insert(figure.by);
  }
  return request;
}

}  // namespace actsweep::report
