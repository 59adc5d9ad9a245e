#include "harness/config/product.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "harness/config/axis.h"
#include "harness/config/combination.h"
#include "harness/config/number.h"
#include "harness/config/override.h"
#include "harness/schema/trial_params.h"
#include "harness/util/sha256.h"

namespace actsweep {
namespace {

/// Sets a row of an axis over components. A plain name keeps what `trial` says of the component's parameters; a mapping
/// says all of it.
void set_row(const Axis& axis, const std::vector<YamlValue>& row, Settings& settings) {
  for (std::size_t i = 0; i < axis.keys.size(); ++i) {
    if (row[i].kind == YamlValue::Kind::kMapping) {
      replace_setting(axis.keys[i], row[i], settings);
    } else {
      settings[axis.keys[i]] = row[i];
    }
  }
}

}  // namespace

std::uint64_t id_contribution(const std::string& key, const nlohmann::json& value) {
  const std::string digest = Sha256().update(key + "=" + value.dump()).hex();
  return std::stoull(digest.substr(0, 16), nullptr, 16);
}

double Product::points() const {
  double points = 1;
  for (const ReadAxis& axis : axes) points *= static_cast<double>(axis.rows.size());
  return points;
}

bool Product::excluded(const std::vector<std::uint32_t>& position) const {
  return std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) {
    for (std::size_t i = 0; i < position.size(); ++i) {
      if (!rule.rows[i].empty() && !rule.rows[i][position[i]]) return false;
    }
    return true;
  });
}

nlohmann::json typed_value(const Schema& schema, const Param& param, const std::string& key, const YamlValue& value) {
  if (param.type == ParamType::kComponent) return component_named(schema, param.kind, key, value).name;
  return check_value(param, key, value);
}

ProductBuilder::ProductBuilder(const Schema& schema, const Experiment& experiment)
    : schema_(schema), experiment_(experiment), component_keys_(component_keys(schema)) {
  for (const GridBlock& block : experiment.blocks) add_block(block);
  fail_on_unread_keys(experiment);
  // Rules need the declarations of all products: a rule may name what only some of them read.
  for (Product& product : products_) {
    add_rules(product);
    check_combinations(schema, experiment, product);
  }
}

void ProductBuilder::add_block(const GridBlock& block) {
  std::vector<const Axis*> components, plain;
  for (const Axis& axis : block.axes) {
    const bool sets_component = std::any_of(axis.keys.begin(), axis.keys.end(),
                                            [&](const std::string& key) { return component_keys_.contains(key); });
    (sets_component ? components : plain).push_back(&axis);
  }
  // "model" before "model.activation": what is nearer the root is set first.
  std::stable_sort(components.begin(), components.end(), [](const Axis* a, const Axis* b) {
    const auto depth = [](const Axis* axis) { return std::count(axis->keys[0].begin(), axis->keys[0].end(), '.'); };
    return depth(a) < depth(b);
  });
  double combinations = 1;
  for (const Axis* axis : components) combinations *= static_cast<double>(axis->rows.size());
  if (combinations > static_cast<double>(kMostPoints)) {
    fail_at(block.place, "grid", fmt::format("more than {} combinations of components", kMostPoints));
  }
  std::vector<std::size_t> position(components.size(), 0);
  while (true) {
    Settings settings = experiment_.trial;
    for (std::size_t i = 0; i < components.size(); ++i)
      set_row(*components[i], components[i]->rows[position[i]], settings);
    add_product(plain, std::move(settings));
    std::size_t moving = components.size();
    while (moving > 0 && ++position[moving - 1] == components[moving - 1]->rows.size()) position[--moving] = 0;
    if (moving == 0) return;
  }
}

void ProductBuilder::add_product(const std::vector<const Axis*>& plain, Settings settings) {
  for (const Axis* axis : plain) set_row(*axis, axis->rows.front(), settings);
  Resolved resolved = resolve(schema_, settings);
  Product product;
  product.leaves = resolved.leaves;
  product.contribution = id_contribution("semantics", kSemantics);
  std::set<std::string> axis_keys;
  for (const Axis* axis : plain) {
    axis_keys.insert(axis->keys.begin(), axis->keys.end());
    read_axis(product, *axis);
  }
  for (const auto& [key, leaf] : product.leaves) {
    params_.emplace(key, leaf.param);
    if (!leaf.is_default() && !axis_keys.contains(key)) product.contribution += id_contribution(key, leaf.value);
  }
  last_ = std::move(resolved);
  products_.push_back(std::move(product));
}

void ProductBuilder::read_axis(Product& product, const Axis& axis) {
  Product::ReadAxis read{.axis = &axis, .rows = {}};
  std::unordered_map<std::uint64_t, std::uint32_t> first_row;
  std::size_t keys_read = 0;
  for (std::uint32_t index = 0; index < axis.rows.size(); ++index) {
    std::uint64_t contribution = 0;
    keys_read = 0;
    for (std::size_t i = 0; i < axis.keys.size(); ++i) {
      const auto leaf = product.leaves.find(axis.keys[i]);
      if (leaf == product.leaves.end()) continue;
      ++keys_read;
      const nlohmann::json value = typed_value(schema_, *leaf->second.param, axis.keys[i], axis.rows[index][i]);
      if (value != leaf->second.default_value) contribution += id_contribution(axis.keys[i], value);
    }
    const bool is_new = first_row.emplace(contribution, index).second;
    if (is_new) read.rows.push_back({contribution, index});
    // Rows that differ only in what these components do not read are one point; a row given twice is a mistake.
    if (!is_new && keys_read == axis.keys.size()) {
      const YamlValue& value = axis.rows[index].front();
      fail_at(value, axis.keys.front(), fmt::format("the axis has {} twice", value.shown()));
    }
  }
  if (keys_read > 0) product.axes.push_back(std::move(read));
}

void ProductBuilder::add_rules(Product& product) {
  for (const Exclusion& exclusion : experiment_.exclusions) {
    Product::Rule rule;
    rule.rows.resize(product.axes.size());
    bool can_match = true;
    for (const auto& [key, values] : exclusion.values) {
      const auto param = params_.find(key);
      if (param == params_.end()) fail_unread(schema_, last_, key, exclusion.place);
      std::vector<nlohmann::json> wanted;
      for (const YamlValue& value : values) wanted.push_back(typed_value(schema_, *param->second, key, value));
      const auto matches = [&](const nlohmann::json& value) {
        return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
      };
      bool on_axis = false;
      for (std::size_t i = 0; i < product.axes.size(); ++i) {
        const Axis& axis = *product.axes[i].axis;
        const auto place = std::find(axis.keys.begin(), axis.keys.end(), key);
        if (place == axis.keys.end()) continue;
        on_axis = true;
        const auto column = static_cast<std::size_t>(place - axis.keys.begin());
        std::vector<bool> named;
        for (const Product::Row& row : product.axes[i].rows) {
          named.push_back(matches(typed_value(schema_, *param->second, key, axis.rows[row.index][column])));
        }
        for (std::size_t r = 0; r < rule.rows[i].size(); ++r) named[r] = named[r] && rule.rows[i][r];
        rule.rows[i] = std::move(named);
      }
      const auto leaf = product.leaves.find(key);
      if (!on_axis && (leaf == product.leaves.end() || !matches(leaf->second.value))) can_match = false;
    }
    if (can_match) product.rules.push_back(std::move(rule));
  }
}

void ProductBuilder::fail_on_unread_keys(const Experiment& experiment) const {
  const auto check = [&](const std::string& key, const std::string& place) {
    if (!params_.contains(key)) fail_unread(schema_, last_, key, place);
  };
  for (const auto& [key, value] : experiment.trial) check(key, value.place);
  for (const GridBlock& block : experiment.blocks) {
    for (const Axis& axis : block.axes) {
      for (std::size_t i = 0; i < axis.keys.size(); ++i) {
        check(axis.keys[i], axis.place);
        for (const auto& row : axis.rows) {
          if (row[i].kind != YamlValue::Kind::kMapping) continue;
          Settings below;
          add_settings(row[i], axis.keys[i], axis.keys[i], below);
          for (const auto& [key, value] : below) check(key, value.place);
        }
      }
    }
  }
}

}  // namespace actsweep
