#include "harness/config/override.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/config/axis.h"
#include "harness/config/mapping.h"
#include "harness/util/nearest.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

constexpr std::size_t kMaxSettings = 1000;

bool shares_a_key(const Axis& axis, const std::vector<std::string>& keys) {
  return std::ranges::any_of(keys, [&](const std::string& key) { return axis.column(key).has_value(); });
}

bool is_same(const YamlValue& a, const YamlValue& b) {
  const auto same_entry = [](const YamlValue::Entry& x, const YamlValue::Entry& y) {
    return x.key.text == y.key.text && is_same(x.value, y.value);
  };
  return a.kind == b.kind && a.text == b.text && a.quoted == b.quoted &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), is_same) &&
         std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(), same_entry);
}

/// Removes keys from the axes of a block, and rows that have become duplicates.
void drop_keys(GridBlock& block, const std::vector<std::string>& keys) {
  for (Axis& axis : block.axes) {
    if (!shares_a_key(axis, keys)) continue;
    for (const std::string& key : keys) {
      while (const auto found = axis.column(key)) {
        const auto column = static_cast<std::ptrdiff_t>(*found);
        axis.keys.erase(axis.keys.begin() + column);
        for (auto* rows : {&axis.rows, &axis.all_rows}) {
          for (Axis::Row& row : *rows) row.erase(row.begin() + column);
        }
      }
    }
    for (auto* rows : {&axis.rows, &axis.all_rows}) {
      std::vector<Axis::Row> different;
      for (Axis::Row& row : *rows) {
        const bool is_new = std::ranges::none_of(
            different, [&](const Axis::Row& other) { return std::ranges::equal(row, other, is_same); });
        if (is_new) different.push_back(std::move(row));
      }
      *rows = std::move(different);
    }
  }
  std::erase_if(block.axes, [](const Axis& axis) { return axis.keys.empty(); });
}

/// The axis' rows in the file.
const std::vector<Axis::Row>& all_rows(const Axis& axis) { return axis.all_rows.empty() ? axis.rows : axis.all_rows; }

/// The axis of a block that labels the key's values; nullptr without one.
Axis* labelled_axis(GridBlock& block, const std::string& key) {
  for (Axis& axis : block.axes) {
    const auto column = axis.column(key);
    const auto has_label = [&](const Axis::Row& row) { return !row[*column].label.empty(); };
    if (column && std::ranges::any_of(all_rows(axis), has_label)) return &axis;
  }
  return nullptr;
}

/// Whether a value, one or a list, names rows of the key's axis by their labels. If so, keeps only these rows of the
/// file, regardless of earlier choices, and drops blocks that have none of them. Throws InputError if only some of the
/// values are labels.
bool choose_labelled(const std::string& key, const YamlValue& value, Experiment& experiment) {
  std::vector<std::string> known;
  for (GridBlock& block : experiment.blocks) {
    const Axis* const axis = labelled_axis(block, key);
    if (axis == nullptr) continue;
    for (const Axis::Row& row : all_rows(*axis)) known.push_back(row[*axis->column(key)].label);
  }
  std::vector<YamlValue> wanted = value.items;
  if (value.is_scalar()) wanted = {value};
  const auto is_label = [&](const YamlValue& item) {
    return item.is_scalar() && !item.text.empty() && std::find(known.begin(), known.end(), item.text) != known.end();
  };
  if (std::none_of(wanted.begin(), wanted.end(), is_label)) return false;
  const auto other = std::find_if_not(wanted.begin(), wanted.end(), is_label);
  if (other != wanted.end()) {
    fail_at(*other, key,
            fmt::format("{} is not a label of the axis{}; the other values are labels", other->shown(),
                        did_you_mean(other->text, known)));
  }
  for (GridBlock& block : experiment.blocks) {
    Axis* const axis = labelled_axis(block, key);
    block.is_left_out = axis == nullptr;
    if (block.is_left_out) continue;
    axis->all_rows = all_rows(*axis);
    axis->rows = axis->all_rows;
    std::erase_if(axis->rows, [&](const Axis::Row& row) {
      const std::string& label = row[*axis->column(key)].label;
      return std::ranges::none_of(wanted, [&](const YamlValue& item) { return item.text == label; });
    });
    block.is_left_out = axis->rows.empty();
  }
  return true;
}

}  // namespace

void add_settings(const YamlValue& mapping, const std::string& shown, const std::string& prefix, Settings& settings) {
  if (mapping.kind == YamlValue::Kind::kNull) return;
  expect(mapping, YamlValue::Kind::kMapping, shown, "a mapping");
  for (const auto& [name, value] : mapping.entries) {
    const std::string path = prefix.empty() ? name.text : prefix + "." + name.text;
    if (value.kind == YamlValue::Kind::kMapping) {
      add_settings(value, path, path, settings);
      continue;
    }
    if (value.kind == YamlValue::Kind::kSequence) {
      fail_at(value, path, "expected one value, got a list; an axis belongs under grid");
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

Settings settings_of(const std::string& key, const YamlValue& value) {
  Settings settings;
  replace_setting(key, value, settings);
  return settings;
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
    fail_at(place, key.text, fmt::format("more than {} values in all blocks of the grid", grouped(kMaxAxisValues)));
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
  constexpr std::size_t kMaxShownLength = 200;  // every value keeps a copy
  const std::string place = "command line, " + shortened(override_text, kMaxShownLength);
  const std::size_t equals = override_text.find('=');
  if (equals == std::string::npos || equals == 0) fail_at(place, "", "write an override as key=value");
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
