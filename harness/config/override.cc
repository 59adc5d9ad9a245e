#include "harness/config/override.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/config/axis.h"
#include "harness/config/labels.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

constexpr std::size_t kMaxSettings = 1000;

bool shares_a_key(const Axis& a, const std::vector<std::string>& keys) {
  return std::any_of(a.keys.begin(), a.keys.end(),
                     [&](const std::string& key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); });
}

bool is_same(const YamlValue& a, const YamlValue& b) {
  const auto same_entry = [](const YamlValue::Entry& x, const YamlValue::Entry& y) {
    return x.key.text == y.key.text && is_same(x.value, y.value);
  };
  return a.kind == b.kind && a.text == b.text && a.quoted == b.quoted &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), is_same) &&
         std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(), same_entry);
}

/// Takes the keys out of an axis; rows that differed in nothing else become one. Nothing may be left of it.
void drop_keys(Axis& axis, const std::vector<std::string>& keys) {
  for (std::size_t i = axis.keys.size(); i > 0; --i) {
    if (std::find(keys.begin(), keys.end(), axis.keys[i - 1]) == keys.end()) continue;
    const auto column = static_cast<std::ptrdiff_t>(i - 1);
    axis.keys.erase(axis.keys.begin() + column);
    for (auto* rows : {&axis.rows, &axis.all_rows}) {
      for (Axis::Row& row : *rows) row.erase(row.begin() + column);
    }
  }
  for (auto* rows : {&axis.rows, &axis.all_rows}) {
    std::vector<Axis::Row> different;
    for (Axis::Row& row : *rows) {
      const bool is_new = std::none_of(different.begin(), different.end(), [&](const Axis::Row& other) {
        return std::equal(row.begin(), row.end(), other.begin(), other.end(), is_same);
      });
      if (is_new) different.push_back(std::move(row));
    }
    *rows = std::move(different);
  }
}

void drop_keys(GridBlock& block, const std::vector<std::string>& keys) {
  for (Axis& axis : block.axes) {
    if (shares_a_key(axis, keys)) drop_keys(axis, keys);
  }
  std::erase_if(block.axes, [](const Axis& axis) { return axis.keys.empty(); });
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
    if (settings.size() >= kMaxSettings) fail_at(name, path, fmt::format("more than {} keys", kMaxSettings));
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
  if (choose_labelled(canonical_key(key.text), value, experiment)) return;
  if (!is_axis(value)) {
    const std::vector<std::string> keys = {canonical_key(key.text)};
    for (GridBlock& block : experiment.blocks) drop_keys(block, keys);
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
  if (values * experiment.blocks.size() > kMaxAxisValues) {
    fail_at(place, key.text,
            fmt::format("more than {} values in all blocks of the grid together", grouped(kMaxAxisValues)));
  }
  bool placed = false;
  for (GridBlock& block : experiment.blocks) {
    const auto existing = std::find_if(block.axes.begin(), block.axes.end(),
                                       [&](const Axis& other) { return shares_a_key(other, axis.keys); });
    if (existing == block.axes.end()) continue;
    placed = true;
    if (existing->keys == axis.keys) {
      *existing = axis;
    } else {
      drop_keys(block, axis.keys);
      block.axes.push_back(axis);
    }
  }
  if (placed) return;
  for (GridBlock& block : experiment.blocks) block.axes.push_back(axis);
}

std::pair<YamlValue, YamlValue> parse_override(const std::string& override_text) {
  constexpr std::size_t kMaxShownLength = 200;  // every value of it has its place
  const std::string place = "command line, " + shortened(override_text, kMaxShownLength);
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
  if (key.text == kScaleKey) return;
  apply_value(key, value, experiment);
  for (const auto& [name, setting] : experiment.trial) {
    if (setting.place == value.place) experiment.overridden.insert(name);
  }
}

}  // namespace actsweep
