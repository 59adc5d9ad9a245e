#include "harness/config/value_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/config/override.h"

namespace actsweep {
namespace {

using nlohmann::json;

std::string text_of(const json& value) {
  if (value.is_number_float()) return fmt::format("{}", value.get<double>());
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Whether one of these keys is the key itself, or a component below `root` that contains it.
bool is_below(const std::set<std::string>& keys, const std::string& key, const std::string& root) {
  for (std::size_t end = key.size(); end != std::string::npos && end > root.size(); end = key.rfind('.', end - 1)) {
    if (keys.contains(key.substr(0, end))) return true;
  }
  return false;
}

}  // namespace

ValueNames::ValueNames(const Schema& schema, const Experiment& experiment, const std::vector<Product>& products,
                       const std::set<std::string>& shown_keys) {
  find_parts(experiment, shown_keys);
  if (named_.empty()) return;
  for (const Product& product : products) add_values(schema, product);
  for (auto& [key, named] : named_) name_all(key, named);
}

const std::vector<json>* ValueNames::of_axis(const std::string& key) const {
  const auto found = named_.find(key);
  return found == named_.end() ? nullptr : &found->second.of_axis;
}

std::map<std::string, json> ValueNames::named(std::map<std::string, json> flat) const {
  std::map<std::string, json> names;
  for (const auto& [key, named] : named_) {
    if (!flat.contains(key)) continue;
    json value = json::array({flat.at(key)});
    for (const std::string& part : named.parts) value.push_back(flat.contains(part) ? flat.at(part) : json());
    names[key] = named.values[named.index.at(value.dump())].name;
  }
  for (auto& [key, name] : names) flat[key] = std::move(name);
  return flat;
}

void ValueNames::find_parts(const Experiment& experiment, const std::set<std::string>& shown_keys) {
  std::set<std::string> own = shown_keys;  // keys that distinguish points regardless of the names of components
  for (const Axis* axis : experiment.axes()) own.insert(axis->keys.begin(), axis->keys.end());
  std::map<std::string, std::set<std::string>> parts;
  for (const Axis* axis : experiment.axes()) {
    for (const Axis::Row& row : axis->rows) {
      for (std::size_t i = 0; i < axis->keys.size(); ++i) {
        const std::string& key = axis->keys[i];
        if (!row[i].label.empty()) parts[key];
        for (const auto& [name, value] : settings_of(key, row[i])) {
          if (name != key && !is_below(own, name, key)) parts[key].insert(name);
        }
      }
    }
  }
  for (const auto& [key, names] : parts) {
    named_[key].parts.assign(names.begin(), names.end());
    parts_.insert(names.begin(), names.end());
  }
}

void ValueNames::add_values(const Schema& schema, const Product& product) {
  for (auto& [key, named] : named_) {
    const auto leaf = product.leaves.find(key);
    if (leaf == product.leaves.end()) continue;
    if (const auto number = product.axis_of(key)) {  // only components have parts
      const auto& [axis, rows] = product.axes[*number];
      for (const Product::Row& row : rows) {
        const AxisValue& given = axis->rows[row.index][*axis->column(key)];
        add_value(key, named, json::array({typed_value(schema, *leaf->second.param, key, given)}), &given);
      }
      continue;
    }
    json value = json::array({leaf->second.value});
    for (const std::string& part : named.parts) {
      const auto found = product.leaves.find(part);
      value.push_back(found == product.leaves.end() ? json() : found->second.value);
      if (found != product.leaves.end() && found->second.param->names_keys()) {
        named.texts.insert(part);
      }
    }
    const AxisValue* given = nullptr;
    for (const Product::ChosenRow& chosen : product.components) {
      if (const auto column = chosen.axis->column(key)) given = &(*chosen.row)[*column];
    }
    add_value(key, named, value, given);
  }
}

void ValueNames::add_value(const std::string& key, Named& named, const json& value, const AxisValue* row) {
  const auto [found, is_new] = named.index.try_emplace(value.dump(), named.values.size());
  if (is_new) named.values.push_back({.value = value});
  if (row == nullptr) return;
  Value& known = named.values[found->second];
  known.on_axis = true;
  if (row->label.empty()) return;
  if (known.labelled != nullptr && known.labelled->label != row->label) {
    fail_at(
        *row, key,
        fmt::format("the labels {} and {} name the same value; keys that are axes themselves, or shown in a figure, "
                    "do not distinguish values",
                    known.labelled->label, row->label));
  }
  known.labelled = row;
}

std::string ValueNames::described(const std::string& key, const Named& named, const json& value) {
  std::string name = text_of(value[0]);
  std::vector<std::string> distinguishing;
  for (std::size_t i = 0; i < named.parts.size(); ++i) {
    const json& part = value[i + 1];
    const bool differs = std::ranges::any_of(
        named.values, [&](const Value& other) { return other.value[0] == value[0] && other.value[i + 1] != part; });
    if (!differs || part.is_null()) continue;
    if (named.texts.contains(named.parts[i])) {
      name = text_of(part);
    } else {
      distinguishing.push_back(fmt::format("{} {}", named.parts[i].substr(key.size() + 1), text_of(part)));
    }
  }
  return distinguishing.empty() ? name : fmt::format("{} ({})", name, fmt::join(distinguishing, ", "));
}

void ValueNames::name_all(const std::string& key, Named& named) const {
  std::map<std::string, const Value*> taken;
  for (Value& known : named.values) {
    const std::string described_as = described(key, named, known.value);
    known.name = known.labelled != nullptr                 ? json(known.labelled->label)
                 : described_as == text_of(known.value[0]) ? known.value[0]
                                                           : json(described_as);
    const auto [other, is_new] = taken.emplace(text_of(known.name), &known);
    if (!is_new) {
      const AxisValue* const either = known.labelled != nullptr ? known.labelled : other->second->labelled;
      if (either != nullptr) {
        fail_at(*either, key, fmt::format("two different values are called {}", text_of(known.name)));
      }
      known.name = known.value.dump();  // such as a formula spelled like a name
    }
    if (known.on_axis) named.of_axis.push_back(known.name);
  }
}

}  // namespace actsweep
