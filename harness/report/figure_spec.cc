#include "harness/report/figure_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/config/axis.h"
#include "harness/config/mapping.h"
#include "harness/results/metric.h"
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

/// The values of a key of `where`: one, or those of a list.
std::vector<YamlValue> values_of(const YamlValue& wanted) {
  std::vector<YamlValue> values = {wanted};
  if (wanted.kind == YamlValue::Kind::kSequence) values = wanted.items;
  for (const YamlValue& value : values) {
    if (value.kind == YamlValue::Kind::kNull) continue;
    expect(value, YamlValue::Kind::kScalar, std::string(kKey) + ".where", "a value or a list of values");
  }
  return values;
}

/// Reads `where`: keys, and a value or a list of values for each.
void read_where(const YamlValue& where, FigureSpec& figure) {
  const std::string key = std::string(kKey) + ".where";
  expect(where, YamlValue::Kind::kMapping, key, "a mapping of keys and values");
  for (const auto& [name, wanted] : where.entries) {
    const auto [found, is_new] = figure.where.try_emplace(canonical_key(name.text));
    if (!is_new) fail_at(name, key, fmt::format("the key {} is given twice", found->first));
    for (const YamlValue& value : values_of(wanted)) found->second.push_back(value.text);
    if (found->second.empty()) fail_at(wanted, key + "." + name.text, "the list is empty");
  }
}

bool is_same_value(const std::string& a, const std::string& b) {
  const auto number = parse_number(a), other = parse_number(b);
  return number && other ? *number == *other : a == b;
}

/// Checks a figure against what is known of its trials.
class FigureCheck {
 public:
  FigureCheck(FigureSpec& figure, const YamlValue& given, const KnownValues& known)
      : figure_(figure), given_(given), known_(known), level_(level_of(figure)) {}

  void run() {
    const char* const x = figure_.is_table ? "rows" : "x";
    const char* const by = figure_.is_table ? "columns" : "by";
    check_key(figure_.x, at_key(given_, x), x);
    if (!figure_.by.empty()) check_key(figure_.by, at_key(given_, by), by);
    if (figure_.x == figure_.by) {
      fail(given_, "", figure_.x + (figure_.is_table ? " is both rows and columns" : " is both x and by"));
    }
    check_metric();
    if (figure_.select) {
      check_selection(*figure_.select, at_key(given_, "select"), known_, std::string(kKey) + ".select");
    }
    check_where();
    check_curve("minus", figure_.minus);
    check_curve("against", figure_.against);
  }

 private:
  [[noreturn]] static void fail(const YamlValue& at, const std::string& name, const std::string& message) {
    fail_at(at, shown(name), message);
  }
  static std::string shown(const std::string& name) { return name.empty() ? kKey : kKey + ("." + name); }

  void check_key(const std::string& key, const YamlValue& at, const std::string& name) const {
    const std::vector<std::string> keys = known_.grid().keys();
    if (std::find(keys.begin(), keys.end(), key) != keys.end() || has_detail_key(level_, key)) return;
    fail(at, name, fmt::format("these trials have no key {}{}", key, did_you_mean(key, keys)));
  }

  void check_metric() const {
    const YamlValue& at = at_key(given_, "y");
    const std::string& y = figure_.y;
    if (level_ == Level::kDensity && (figure_.x != kPreactivationKey || figure_.by == kEpochKey)) {
      fail(at, "y", "density is the density of pre-activations: it needs x: preactivation and a `by` other than epoch");
    }
    std::vector<std::string> of_layers = {kDensityMetric};
    for (const LayerMetric& metric : layer_metrics()) of_layers.emplace_back(metric.name);
    check_metric_name(y, of_layers, at, shown("y"));
    if (time_to(y) && level_ != Level::kTrial) {
      fail(at, "y", y + " is one number per trial, so the figure cannot be over epochs");
    }
    if (figure_.is_table && !describe_metric(y, 0).has_direction()) {
      fail(at, "y",
           fmt::format("a table marks the best, but neither higher nor lower {} is better; use, say, test_top1", y));
    }
    check_recorded(y, level_ == Level::kLayer || level_ == Level::kDensity, known_, at, shown("y"));
  }

  void check_where() {
    const YamlValue* const where = given_.find("where");
    if (where == nullptr) return;
    for (const auto& [name, wanted] : where->entries) {
      const std::string key = canonical_key(name.text);
      check_key(key, name, "where");
      std::vector<std::string> meant;
      for (const YamlValue& value : values_of(wanted)) {
        std::string text = value_of(key, value, "where." + name.text);
        const auto is_it = [&](const std::string& other) { return is_same_value(other, text); };
        if (std::none_of(meant.begin(), meant.end(), is_it)) meant.push_back(std::move(text));
      }
      figure_.where[key] = std::move(meant);
    }
  }

  /// Checks the name of a curve or column, a value of `by`.
  void check_curve(const std::string& name, std::string& text) const {
    if (text.empty()) return;
    const YamlValue& at = at_key(given_, name);
    text = value_of(figure_.by, at, name);
    const auto drawn = figure_.where.find(figure_.by);
    const auto is_it = [&](const std::string& other) { return is_same_value(other, text); };
    if (drawn == figure_.where.end() || std::any_of(drawn->second.begin(), drawn->second.end(), is_it)) return;
    fail(at, name, fmt::format("`where` leaves out {} {}", figure_.by, text));
  }

  /// The value of a key that is meant, as a text.
  std::string value_of(const std::string& key, const YamlValue& given, const std::string& name) const {
    if (!is_detail_key(key)) return known_.meant(key, given, shown(name));
    const auto number = parse_number(given.text);
    const bool is_count = number && *number == std::floor(*number);
    if (key == kPreactivationKey) fail(given, name, "bins are not known before training; leave this key out");
    if (key == kLayerKey && !(is_count && *number >= 1)) {
      fail(given, name, fmt::format("{} is not the number of a layer; they count from 1", given.shown()));
    }
    if (key == kEpochKey && !(is_count && has_epoch(*number))) {
      fail(given, name, fmt::format("these trials have no {} after epoch {}", figure_.y, given.shown()));
    }
    return given.text;
  }

  /// Whether a trial records the metric after this epoch. Layers are measured before training, too: epoch 0.
  bool has_epoch(double epoch) const {
    if (epoch == 0) return level_ == Level::kDensity || (level_ == Level::kLayer && figure_.y != "grad_norm");
    return epoch > 0 && known_.any("epochs", [&](const nlohmann::json& epochs) {
      const auto last = epochs.get<double>();
      return level_ == Level::kDensity ? epoch == last : epoch <= last;
    });
  }

  FigureSpec& figure_;
  const YamlValue& given_;
  const KnownValues& known_;
  Level level_;
};

}  // namespace

FigureSpec parse_figure(const YamlValue& value) {
  const std::string key = kKey;
  const bool is_table = value.find("rows") != nullptr || value.find("columns") != nullptr;
  FigureSpec figure = is_table ? parse_table(value) : parse_drawing(value);
  figure.y = required_text(value, "y", key);
  figure.title = text_of(value, "title", key);
  // Fixes the other axes at the value that most trials have.
  figure.others_default = value_or_default(value, key, Choice("others", "", {"default"})) == "default";
  figure.place = value.place;
  if (const YamlValue* where = value.find("where")) read_where(*where, figure);
  if (const YamlValue* choice = value.find("select")) {
    figure.select = parse_selection(*choice, key + ".select");
    if (figure.select->over == figure.x || figure.select->over == figure.by) {
      fail_at(*choice, key + ".select.over", "is chosen for each point, so it cannot be an axis of the figure");
    }
  }
  return figure;
}

void check_figure(FigureSpec& figure, const YamlValue& given, const KnownValues& known) {
  FigureCheck(figure, given, known).run();
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
