#include "harness/config/override.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/config/axis.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

constexpr std::size_t kMostSettings = 1000;

bool shares_a_key(const Axis& a, const std::vector<std::string>& keys) {
  return std::any_of(a.keys.begin(), a.keys.end(),
                     [&](const std::string& key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); });
}

void refuse_part_of_zip(const Axis& axis, const std::vector<std::string>& keys, const std::string& place) {
  if (axis.keys == keys) return;
  fail_at(place, fmt::format("{}", fmt::join(keys, ", ")),
          fmt::format("the axis is zipped in {}; override it whole, as \"{}\"=[[...], ...]", axis.place,
                      fmt::join(axis.keys, ", ")));
}

}  // namespace

bool is_axis(const YamlValue& value) {
  constexpr const char* kGenerators[] = {"range", "linspace", "logspace", "count"};
  if (value.kind == YamlValue::Kind::kSequence) return true;
  return std::any_of(std::begin(kGenerators), std::end(kGenerators),
                     [&](const char* generator) { return value.find(generator) != nullptr; });
}

void add_settings(const YamlValue& mapping, const std::string& shown, const std::string& prefix, Settings& settings) {
  if (mapping.kind == YamlValue::Kind::kNull) return;
  if (mapping.kind != YamlValue::Kind::kMapping) {
    fail_at(mapping, shown, fmt::format("{} stands where a mapping should", mapping.shown()));
  }
  for (const auto& [name, value] : mapping.entries) {
    const std::string path = prefix.empty() ? name.text : prefix + "." + name.text;
    if (value.kind == YamlValue::Kind::kMapping) {
      add_settings(value, path, path, settings);
      continue;
    }
    if (value.kind == YamlValue::Kind::kSequence) {
      fail_at(value, path, "a list stands where one value should; an axis belongs under grid");
    }
    if (settings.size() >= kMostSettings) fail_at(name, path, fmt::format("more than {} keys", kMostSettings));
    const std::string key = canonical_key(path);
    if (!settings.emplace(key, value).second) {
      fail_at(name, key, fmt::format("the key is given twice (first at {})", settings.at(key).place));
    }
  }
}

void replace_setting(const std::string& key, const YamlValue& value, Settings& settings) {
  settings.erase(key);
  const std::string below = key + ".";
  auto end = settings.lower_bound(below);
  while (end != settings.end() && end->first.starts_with(below)) end = settings.erase(end);
  if (value.kind == YamlValue::Kind::kMapping) {
    add_settings(value, key, key, settings);
  } else {
    settings[key] = value;
  }
}

void apply_value(const YamlValue& key, const YamlValue& value, Experiment& experiment) {
  const std::string& place = value.place;
  if (!is_axis(value)) {
    const std::vector<std::string> keys = {canonical_key(key.text)};
    for (GridBlock& block : experiment.blocks) {
      std::erase_if(block.axes, [&](const Axis& axis) {
        if (!shares_a_key(axis, keys)) return false;
        refuse_part_of_zip(axis, keys, place);
        return true;
      });
    }
    // "optimizer.name=adam" renames the component and keeps its parameters; "optimizer=adam" replaces it.
    if (key.text != keys[0]) {
      experiment.trial[keys[0]] = value;
    } else {
      replace_setting(keys[0], value, experiment.trial);
    }
    return;
  }
  const Axis axis = parse_axis(key, value);
  const std::uint64_t values = axis.rows.size() * axis.keys.size();
  if (values * experiment.blocks.size() > kMostAxisValues) {
    fail_at(place, key.text,
            fmt::format("more than {} values in all blocks of the grid together", grouped(kMostAxisValues)));
  }
  bool placed = false;
  for (GridBlock& block : experiment.blocks) {
    for (Axis& existing : block.axes) {
      if (!shares_a_key(existing, axis.keys)) continue;
      refuse_part_of_zip(existing, axis.keys, place);
      existing = axis;
      placed = true;
    }
  }
  if (placed) return;
  for (GridBlock& block : experiment.blocks) block.axes.push_back(axis);
}

std::pair<YamlValue, YamlValue> parse_override(const std::string& override_text) {
  constexpr std::size_t kLongestShown = 200;  // every value of it has its place
  const std::string place = "command line, " + shortened(override_text, kLongestShown);
  const std::size_t equals = override_text.find('=');
  if (equals == std::string::npos || equals == 0) fail_at(place, "", "an override is written key=value");
  YamlValue key;
  key.kind = YamlValue::Kind::kScalar;
  key.text = override_text.substr(0, equals);
  key.place = place;
  return {std::move(key), parse_override_value(override_text.substr(equals + 1), place)};
}

void apply_override(const std::string& override_text, Experiment& experiment) {
  const auto [key, value] = parse_override(override_text);
  experiment.overrides.push_back(override_text);
  if (key.text != kScaleKey) apply_value(key, value, experiment);
}

}  // namespace actsweep
