#include "harness/config/product.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "harness/config/axis.h"
#include "harness/config/combination.h"
#include "harness/config/limits.h"
#include "harness/config/mapping.h"
#include "harness/config/override.h"
#include "harness/schema/trial_params.h"
#include "harness/util/sha256.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

/// Applies a row of an axis. A component's name keeps the parameters in `trial`; a mapping replaces them.
void set_row(const Axis& axis, const Axis::Row& row, Settings& settings) {
  for (std::size_t i = 0; i < axis.keys.size(); ++i) {
    if (row[i].kind == YamlValue::Kind::kMapping) {
      replace_setting(axis.keys[i], row[i], settings);
    } else {
      settings[axis.keys[i]] = row[i];
    }
  }
}

/// The experiment's settings with these rows of its axes over components. Overrides take precedence.
Settings all_settings(const Experiment& experiment, const std::vector<Product::ChosenRow>& components) {
  Settings settings = experiment.trial;
  for (const Product::ChosenRow& chosen : components) set_row(*chosen.axis, *chosen.row, settings);
  for (const std::string& key : experiment.overridden) {
    if (const auto setting = experiment.trial.find(key); setting != experiment.trial.end()) {
      settings[key] = setting->second;
    }
  }
  return settings;
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

std::optional<std::size_t> Product::axis_of(const std::string& key) const {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (axes[i].axis->column(key)) return i;
  }
  return std::nullopt;
}

std::string Product::place(const std::string& key, const std::vector<std::uint32_t>& position,
                           const Experiment& experiment) const {
  Settings settings = all_settings(experiment, components);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    set_row(*axes[i].axis, axes[i].axis->rows[axes[i].rows[position[i]].index], settings);
  }
  const auto found = settings.find(key);
  return found == settings.end() ? "" : found->second.place;
}

nlohmann::json typed_value(const Schema& schema, const Param& param, const std::string& key, const YamlValue& value) {
  if (param.type == ParamType::kComponent) return component_named(schema, param.kind, key, value).name;
  return check_value(param, key, value);
}

ProductBuilder::ProductBuilder(const Schema& schema, const Experiment& experiment)
    : schema_(schema), experiment_(experiment), component_keys_(component_keys(schema)) {
  check_combinations_count();
  for (const GridBlock& block : experiment.blocks) add_block(block);
  fail_on_unread_keys(experiment);
  read_rules();
  // Rules need the declarations of all products: a rule may have keys that only some products read.
  for (Product& product : products_) {
    add_rules(product);
    check_combinations(schema, experiment, product);
  }
}

bool ProductBuilder::sets_component(const Axis& axis) const {
  return std::any_of(axis.keys.begin(), axis.keys.end(),
                     [&](const std::string& key) { return component_keys_.contains(key); });
}

void ProductBuilder::check_combinations_count() const {
  constexpr auto kMax = static_cast<double>(kMaxCombinations);
  double combinations = 0;
  for (const GridBlock& block : experiment_.blocks) {
    double of_block = 1;
    for (const Axis& axis : block.axes) of_block *= sets_component(axis) ? static_cast<double>(axis.rows.size()) : 1;
    combinations += of_block;
    if (combinations <= kMax) continue;
    fail_at(block.place.empty() ? experiment_.name : block.place, "grid",
            fmt::format("more than {} combinations of components", grouped(static_cast<std::uint64_t>(kMax))));
  }
}

void ProductBuilder::count_points(const Product& product) {
  points_ += product.points();
  if (points_ <= static_cast<double>(kMaxPoints)) return;
  const std::string& block = experiment_.blocks.front().place;
  fail_at(block.empty() ? experiment_.name : block, "grid",
          fmt::format("more than {} points; ask for fewer", grouped(kMaxPoints)));
}

void ProductBuilder::read_rules() {
  constexpr auto kMaxTests = static_cast<double>(kMaxRuleTests);
  if (points_ * static_cast<double>(experiment_.exclusions.size()) > kMaxTests) {
    fail_at(experiment_.exclusions.front().place, "exclude",
            fmt::format("{} rules are too many for a grid of {} points; rules times points must be at most {}",
                        grouped(experiment_.exclusions.size()), grouped(static_cast<std::uint64_t>(points_)),
                        grouped(static_cast<std::uint64_t>(kMaxTests))));
  }
  for (const Exclusion& exclusion : experiment_.exclusions) {
    auto& rule = rules_.emplace_back();
    for (const auto& [key, values] : exclusion.values) {
      const auto param = params_.find(key);
      if (param == params_.end()) fail_unread(schema_, last_, key, exclusion.place);
      for (const YamlValue& value : values) rule[key].insert(typed_value(schema_, *param->second, key, value));
    }
  }
}

void ProductBuilder::add_block(const GridBlock& block) {
  std::vector<const Axis*> components, plain;
  for (const Axis& axis : block.axes) (sets_component(axis) ? components : plain).push_back(&axis);
  // "model" before "model.activation": keys nearer the root are set first.
  std::stable_sort(components.begin(), components.end(), [](const Axis* a, const Axis* b) {
    const auto depth = [](const Axis* axis) { return std::count(axis->keys[0].begin(), axis->keys[0].end(), '.'); };
    return depth(a) < depth(b);
  });
  std::vector<std::size_t> position(components.size(), 0);
  std::map<std::uint64_t, std::size_t> first;  // products by their contribution to ids
  while (true) {
    std::vector<Product::ChosenRow> chosen;
    for (std::size_t i = 0; i < components.size(); ++i) {
      chosen.push_back({components[i], &components[i]->rows[position[i]]});
    }
    add_product(plain, all_settings(experiment_, chosen));
    products_.back().components = std::move(chosen);
    const auto [same, is_new] = first.emplace(products_.back().contribution, products_.size() - 1);
    if (!is_new) {
      check_labels(products_[same->second], products_.back());
      products_.pop_back();
    }
    std::size_t moving = components.size();
    while (moving > 0 && ++position[moving - 1] == components[moving - 1]->rows.size()) position[--moving] = 0;
    if (moving == 0) return;
  }
}

/// Rows with equal values must have equal labels.
void ProductBuilder::check_labels(const Product& a, const Product& b) const {
  for (std::size_t i = 0; i < a.components.size(); ++i) {
    for (std::size_t k = 0; k < a.components[i].axis->keys.size(); ++k) {
      const AxisValue &first = (*a.components[i].row)[k], &second = (*b.components[i].row)[k];
      if (first.label == second.label) continue;
      fail_at(second, a.components[i].axis->keys[k],
              fmt::format("{} and {} are the same value", first.label.empty() ? first.shown() : first.label,
                          second.label.empty() ? second.shown() : second.label));
    }
  }
}

void ProductBuilder::add_product(const std::vector<const Axis*>& plain, Settings settings) {
  for (const Axis* axis : plain) set_row(*axis, axis->rows.front(), settings);
  Product product;
  product.leaves = resolve(schema_, settings);
  product.contribution = id_contribution("training_version", kTrainingVersion);
  std::set<std::string> axis_keys;
  for (const Axis* axis : plain) {
    axis_keys.insert(axis->keys.begin(), axis->keys.end());
    read_axis(product, *axis);
  }
  count_points(product);
  for (const auto& [key, leaf] : product.leaves) {
    params_.emplace(key, leaf.param);
    if (!leaf.is_default() && !axis_keys.contains(key)) product.contribution += id_contribution(key, leaf.value);
  }
  last_ = product.leaves;
  products_.push_back(std::move(product));
}

void ProductBuilder::read_axis(Product& product, const Axis& axis) {
  const bool is_read = std::any_of(axis.keys.begin(), axis.keys.end(),
                                   [&](const std::string& key) { return product.leaves.contains(key); });
  if (!is_read) return;
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
    // Rows that differ only in keys that these components do not read are one point; a repeated row is a mistake.
    if (!is_new && keys_read == axis.keys.size()) {
      const YamlValue& value = axis.rows[index].front();
      fail_at(value, axis.keys.front(), fmt::format("the axis has {} twice", value.shown()));
    }
  }
  product.axes.push_back(std::move(read));
}

void ProductBuilder::add_rules(Product& product) const {
  // Caches the values per axis and key, because many rules may need them.
  std::map<std::pair<std::size_t, std::size_t>, std::vector<nlohmann::json>> known;
  const auto values_of = [&](std::size_t axis, std::size_t column) -> const std::vector<nlohmann::json>& {
    const auto [found, is_new] = known.try_emplace({axis, column});
    const Product::ReadAxis& read = product.axes[axis];
    const std::string& key = read.axis->keys[column];
    for (std::size_t r = 0; is_new && r < read.rows.size(); ++r) {
      const YamlValue& value = read.axis->rows[read.rows[r].index][column];
      found->second.push_back(typed_value(schema_, *params_.at(key), key, value));
    }
    return found->second;
  };
  for (const auto& wanted_of : rules_) {
    Product::Rule rule;
    rule.rows.resize(product.axes.size());
    bool can_match = true;
    for (const auto& [key, wanted] : wanted_of) {
      bool on_axis = false;
      for (std::size_t i = 0; i < product.axes.size(); ++i) {
        const auto& keys = product.axes[i].axis->keys;
        const auto place = std::find(keys.begin(), keys.end(), key);
        if (place == keys.end()) continue;
        on_axis = true;
        std::vector<bool> named;
        for (const auto& value : values_of(i, static_cast<std::size_t>(place - keys.begin()))) {
          named.push_back(wanted.contains(value));
        }
        for (std::size_t r = 0; r < rule.rows[i].size(); ++r) named[r] = named[r] && rule.rows[i][r];
        rule.rows[i] = std::move(named);
      }
      const auto leaf = product.leaves.find(key);
      if (!on_axis && (leaf == product.leaves.end() || !wanted.contains(leaf->second.value))) can_match = false;
    }
    if (can_match) product.rules.push_back(std::move(rule));
  }
}

void ProductBuilder::fail_on_unread_keys(const Experiment& experiment) const {
  const auto check = [&](const std::string& key, const std::string& place) {
    if (!params_.contains(key)) fail_unread(schema_, last_, key, place);
  };
  for (const auto& [key, value] : experiment.trial) check(key, value.place);
  std::map<const Axis::Row*, std::vector<const Product*>> products_of;
  for (const Product& product : products_) {
    for (const Product::ChosenRow& chosen : product.components) products_of[chosen.row].push_back(&product);
  }
  for (const Axis* axis : experiment.axes()) {
    for (std::size_t i = 0; i < axis->keys.size(); ++i) {
      check(axis->keys[i], axis->place);
      for (const auto& row : axis->rows) {
        if (row[i].kind == YamlValue::Kind::kMapping) check_mapping(axis->keys[i], row[i], products_of[&row]);
      }
    }
  }
}

/// A mapping sets keys of its own component, so no other component can make them valid.
void ProductBuilder::check_mapping(const std::string& key, const YamlValue& mapping,
                                   const std::vector<const Product*>& products) const {
  for (const auto& [name, value] : settings_of(key, mapping)) {
    if (products.empty() && !params_.contains(name)) fail_unread(schema_, last_, name, value.place);
    const auto is_read = [&, k = name](const Product* product) { return product->leaves.contains(k); };
    const bool is_replaced =
        std::any_of(experiment_.overridden.begin(), experiment_.overridden.end(),
                    [&, k = name](const std::string& other) { return k.starts_with(other + "."); });
    if (is_replaced || products.empty() || std::any_of(products.begin(), products.end(), is_read)) continue;
    fail_unread(schema_, products.front()->leaves, name, value.place);
  }
}

}  // namespace actsweep
