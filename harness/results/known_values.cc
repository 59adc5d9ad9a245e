#include "harness/results/known_values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "harness/config/mapping.h"
#include "harness/results/metric.h"
#include "harness/results/results.h"
#include "harness/results/value.h"
#include "harness/schema/epoch.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"

namespace actsweep {
namespace {

using nlohmann::json;

bool is_same_but_for_case(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// The values that the text can mean.
std::vector<std::string> matches(const Grid& grid, const std::string& key, const YamlValue& given,
                                 const std::vector<NamedValue>& values) {
  const std::string text = given.kind == YamlValue::Kind::kNull ? value_text(json()) : given.text;
  const auto is_it = [&](const NamedValue& value) { return is_value(value.name, text); };
  // Keeps the spelling: the text of a claim identifies it in the database.
  if (std::any_of(values.begin(), values.end(), is_it)) return {text};
  std::set<std::string> found;
  if (const std::optional<json> typed = grid.typed(key, given)) {
    for (const NamedValue& value : values) {
      if (value_identity(value.value) == value_identity(*typed)) found.insert(value_text(value.name));
    }
  }
  if (found.empty()) {
    for (const NamedValue& value : values) {
      const std::string name = value_text(value.name);
      const bool is_alike =
          is_same_but_for_case(name, text) || is_same_but_for_case(shown_value(key, value.name), text);
      if (is_alike) found.insert(name);
    }
  }
  return {found.begin(), found.end()};
}

void keep_on(const std::vector<AxisValues>& axes, const std::string& key, std::vector<NamedValue>& values) {
  const AxisValues* const axis = find_axis(axes, key);
  std::erase_if(values, [&](const NamedValue& value) {
    return axis == nullptr || std::none_of(axis->values.begin(), axis->values.end(), [&](const json& on_axis) {
             return value_identity(on_axis) == value_identity(value.name);
           });
  });
}

/// The one value that the text means. Throws for none, with `names`, and for several.
std::string only(const std::string& key, const YamlValue& given, const std::string& shown,
                 const std::vector<std::string>& found, const std::vector<std::string>& names) {
  if (found.size() == 1) return found.front();
  if (found.size() > 1) {
    fail_at(given, shown, fmt::format("{} can mean {}; write one of them", given.shown(), fmt::join(found, ", ")));
  }
  constexpr std::size_t kMaxShown = 12;
  const std::vector<std::string> first(names.begin(),
                                       names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kMaxShown)));
  const std::string hint = parse_number(given.text) ? "" : did_you_mean(given.text, names);
  const std::string more = names.size() > kMaxShown ? fmt::format(" and {} more", names.size() - kMaxShown) : "";
  fail_at(given, shown,
          fmt::format("{} has no value {}{}; it has {}{}", key, given.shown(), hint, fmt::join(first, ", "), more));
}

void add_names(const std::vector<NamedValue>& values, std::vector<std::string>& names) {
  for (const NamedValue& value : values) {
    std::string name = value_text(value.name);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
}

}  // namespace

KnownValues::KnownValues(const Grid& grid) : grid_(grid), axes_(grid.axes()) {}

const Grid* KnownValues::whole() const {
  if (is_read_) return whole_ ? &*whole_ : nullptr;
  is_read_ = true;
  file_axes_ = axes_;
  const Experiment& experiment = grid_.experiment();
  if (experiment.overrides.empty()) return nullptr;
  try {
    const ExperimentFile file = ExperimentFile::from_recorded(experiment.yaml, experiment.name);
    whole_.emplace(built_in_schema(), file.experiment(), grid_.shown_keys());
    file_axes_ = whole_->axes();
  } catch (const InputError&) {
    // The file may be valid only with overrides, for example because its whole grid is too large.
  }
  return whole_ ? &*whole_ : nullptr;
}

const std::vector<AxisValues>& KnownValues::file_axes() const {
  whole();
  return file_axes_;
}

std::string KnownValues::meant(const std::string& key, const YamlValue& text, const std::string& shown) const {
  std::vector<std::string> found = matches(grid_, key, text, grid_.values(key));
  if (found.empty() && whole() != nullptr) found = matches(*whole(), key, text, whole()->values(key));
  return only(key, text, shown, found, names(key));
}

std::string KnownValues::meant_on_axis(const std::string& key, const YamlValue& text, const std::string& shown) const {
  std::vector<NamedValue> here = grid_.values(key), in_file;
  keep_on(axes_, key, here);
  std::vector<std::string> found = matches(grid_, key, text, here), known;
  if (const Grid* const file = whole()) {
    in_file = file->values(key);
    keep_on(file_axes_, key, in_file);
    if (found.empty()) found = matches(*file, key, text, in_file);
  }
  add_names(in_file, known);
  add_names(here, known);
  return only(key, text, shown, found, known);
}

std::vector<std::string> KnownValues::names(const std::string& key) const {
  std::vector<std::string> names;
  if (whole() != nullptr) add_names(whole()->values(key), names);
  add_names(grid_.values(key), names);
  return names;
}

bool KnownValues::any(const std::string& key, const std::function<bool(const json&)>& holds) const {
  const std::vector<NamedValue> values = grid_.values(key);
  return std::any_of(values.begin(), values.end(), [&](const NamedValue& value) { return holds(value.value); });
}

void check_recorded(const std::string& metric, bool is_of_layers, const KnownValues& known, const YamlValue& given,
                    const std::string& shown) {
  const auto is_positive = [](const json& value) { return value.is_number() && value.get<double>() > 0; };
  if (is_of_layers && !known.any("diagnostics.images", is_positive)) {
    fail_at(given, shown,
            metric + " is a diagnostic, which these trials do not record; add, say, diagnostics: {images: 256}");
  }
  if (metric.starts_with("val_") && !known.any("validation", is_positive)) {
    fail_at(given, shown, metric + " needs a validation split; add, say, validation: 0.1");
  }
  if (metric == "penalty" && !known.any("regularizer", [](const json& name) { return name != "none"; })) {
    fail_at(given, shown, "penalty needs a regularizer; add, say, regularizer: l2");
  }
}

void check_metric_name(const std::string& metric, const std::vector<std::string>& more, const YamlValue& given,
                       const std::string& shown) {
  if (time_to(metric)) return;
  for (const char* const start : {"seconds_to_", "epochs_to_"}) {
    if (!metric.starts_with(start)) continue;
    fail_at(given, shown,
            fmt::format("{0} has no accuracy in percent, above 0 and at most 100; write, say, {1}95", metric, start));
  }
  std::vector<std::string> names = more;
  for (const EpochMetric& declared : epoch_metrics()) names.emplace_back(declared.name);
  if (std::find(names.begin(), names.end(), metric) != names.end()) return;
  fail_at(given, shown, fmt::format("unknown metric {}{}", metric, did_you_mean(metric, names)));
}

const YamlValue& at_key(const YamlValue& mapping, const std::string& key) {
  const YamlValue* const value = mapping.find(key);
  return value == nullptr ? mapping : *value;
}

}  // namespace actsweep
