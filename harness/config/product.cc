#include "harness/config/product.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>

#include "harness/config/axis.h"
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

/// The contribution of one key to a trial's id: the first 64 bits of SHA-256 over "key=value", the value as JSON. An id
/// is the sum, modulo 2^64, over the keys that do not have their default. So it does not depend on their order, a key
/// added later changes no ids, and each id of a grid costs one addition.
std::uint64_t id_contribution(const std::string& key, const nlohmann::json& value) {
  const std::string digest = Sha256().update(key + "=" + value.dump()).hex();
  return std::stoull(digest.substr(0, 16), nullptr, 16);
}

}  // namespace

double Product::points() const {
  double points = 1;
  for (const ReadAxis& axis : axes) points *= static_cast<double>(axis.rows.size());
  return points;
}

std::uint64_t Product::fixed_contribution() const {
  std::uint64_t sum = id_contribution("training_version", kTrainingVersion);
  for (const auto& [key, leaf] : leaves) {
    if (!leaf.is_default() && !axis_of(key)) sum += id_contribution(key, leaf.value);
  }
  return sum;
}

bool Product::excluded(const Position& position) const {
  return std::ranges::any_of(rules, [&](const Rule& rule) {
    for (std::size_t i = 0; i < position.size(); ++i) {
      if (!rule[i].empty() && (position[i] == kAnyRow || !rule[i][position[i]])) return false;
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

const AxisValue* Product::axis_value(const std::string& key, const Position& position) const {
  const auto i = axis_of(key);
  if (!i) return nullptr;
  const auto& [axis, rows] = axes[*i];
  return &axis->rows[rows[position[*i]].index][*axis->column(key)];
}

std::string Product::place(const std::string& key, const Position& position, const Experiment& experiment) const {
  Settings settings = all_settings(experiment, components);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (position[i] != kAnyRow) set_row(*axes[i].axis, axes[i].axis->rows[axes[i].rows[position[i]].index], settings);
  }
  const auto found = settings.find(key);
  return found == settings.end() ? "" : found->second.place;
}

nlohmann::json typed_value(const Schema& schema, const Param& param, const std::string& key, const YamlValue& value) {
  if (param.type == ParamType::kComponent) return component_named(schema, param.kind, key, value).name;
  return check_value(param, key, value);
}

namespace {

class ProductBuilder {
 public:
  ProductBuilder(const Schema& schema, const Experiment& experiment)
      : schema_(schema), experiment_(experiment), component_keys_(component_keys(schema)) {}

  GridProducts run() {
    check_combinations_count();
    for (const GridBlock& block : experiment_.blocks) add_block(block);
    fail_on_unread_keys();
    read_rules();
    // Rules need the declarations of all products: a rule may have keys that only some products read.
    for (Product& product : products_) {
      add_rules(product);
      check_combinations(schema_, experiment_, product);
    }
    return {std::move(products_), std::move(params_)};
  }

 private:
  /// Whether the axis sets components: then each of its rows needs separate products.
  bool sets_component(const Axis& axis) const {
    return std::ranges::any_of(axis.keys, [&](const std::string& key) { return component_keys_.contains(key); });
  }

  /// For messages about unread keys.
  const Leaves& an_example() const { return products_.back().leaves; }

  [[noreturn]] void fail_grid(const GridBlock& block, const std::string& message) const {
    fail_at(block.place.empty() ? experiment_.name : block.place, "grid", message);
  }

  void check_combinations_count() const {
    double combinations = 0;
    for (const GridBlock& block : experiment_.blocks) {
      double of_block = 1;
      for (const Axis& axis : block.axes) of_block *= sets_component(axis) ? static_cast<double>(axis.rows.size()) : 1;
      combinations += of_block;
      if (combinations <= static_cast<double>(kMaxCombinations)) continue;
      fail_grid(block, fmt::format("more than {} combinations of components", grouped(kMaxCombinations)));
    }
  }

  void count_points(const Product& product) {
    points_ += product.points();
    if (points_ <= static_cast<double>(kMaxPoints)) return;
    fail_grid(experiment_.blocks.front(), fmt::format("more than {} points; ask for fewer", grouped(kMaxPoints)));
  }

  void read_rules() {
    if (points_ * static_cast<double>(experiment_.exclusions.size()) > static_cast<double>(kMaxRuleTests)) {
      fail_at(experiment_.exclusions.front().place, "exclude",
              fmt::format("{} rules are too many for a grid of {} points; rules times points must be at most {}",
                          grouped(experiment_.exclusions.size()), grouped(static_cast<std::uint64_t>(points_)),
                          grouped(kMaxRuleTests)));
    }
    for (const Exclusion& exclusion : experiment_.exclusions) {
      auto& rule = rules_.emplace_back();
      for (const auto& [key, values] : exclusion.values) {
        const auto param = params_.find(key);
        if (param == params_.end()) fail_unread(schema_, an_example(), key, exclusion.place);
        for (const YamlValue& value : values) rule[key].insert(typed_value(schema_, *param->second, key, value));
      }
    }
  }

  void add_block(const GridBlock& block) {
    std::vector<const Axis*> components, plain;
    for (const Axis& axis : block.axes) (sets_component(axis) ? components : plain).push_back(&axis);
    // "model" before "model.activation": keys nearer the root are set first.
    std::stable_sort(components.begin(), components.end(), [](const Axis* a, const Axis* b) {
      const auto depth = [](const Axis* axis) { return std::count(axis->keys[0].begin(), axis->keys[0].end(), '.'); };
      return depth(a) < depth(b);
    });
    Product::Position position(components.size(), 0);
    std::map<std::uint64_t, std::size_t> first;  // products by their contribution to ids
    do {
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
    } while (advance_position(position, [&](std::size_t i) { return components[i]->rows.size(); }));
  }

  /// Rows with equal values must have equal labels.
  static void check_labels(const Product& a, const Product& b) {
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

  void add_product(const std::vector<const Axis*>& plain, Settings settings) {
    for (const Axis* axis : plain) set_row(*axis, axis->rows.front(), settings);
    Product product;
    product.leaves = resolve(schema_, settings);
    for (const Axis* axis : plain) read_axis(product, *axis);
    count_points(product);
    product.contribution = product.fixed_contribution();
    for (const auto& [key, leaf] : product.leaves) params_.emplace(key, leaf.param);
    products_.push_back(std::move(product));
  }

  void read_axis(Product& product, const Axis& axis) {
    std::vector<std::pair<std::size_t, const Leaf*>> columns;  // those that the product reads
    for (std::size_t i = 0; i < axis.keys.size(); ++i) {
      const auto leaf = product.leaves.find(axis.keys[i]);
      if (leaf != product.leaves.end()) columns.emplace_back(i, &leaf->second);
    }
    if (columns.empty()) return;
    Product::ReadAxis read{.axis = &axis, .rows = {}};
    std::unordered_set<std::uint64_t> seen;
    for (std::uint32_t index = 0; index < axis.rows.size(); ++index) {
      const Axis::Row& row = axis.rows[index];
      std::uint64_t contribution = 0;
      for (const auto& [i, leaf] : columns) {
        const nlohmann::json value = typed_value(schema_, *leaf->param, axis.keys[i], row[i]);
        if (value != leaf->default_value) contribution += id_contribution(axis.keys[i], value);
      }
      if (seen.insert(contribution).second) {
        read.rows.push_back({contribution, index});
      } else if (columns.size() == axis.keys.size()) {
        // Rows that differ only in keys that these components do not read are one point; a repeated row is a mistake.
        fail_at(row.front(), axis.keys.front(), fmt::format("the axis has {} twice", row.front().shown()));
      }
    }
    product.axes.push_back(std::move(read));
  }

  void add_rules(Product& product) const {
    // Caches the values of each key on an axis, because many rules may need them.
    std::map<std::string, std::vector<nlohmann::json>> known;
    const auto values_of = [&](const Product::ReadAxis& read, const std::string& key) -> const auto& {
      const auto [found, is_new] = known.try_emplace(key);
      for (std::size_t r = 0; is_new && r < read.rows.size(); ++r) {
        const YamlValue& value = read.axis->rows[read.rows[r].index][*read.axis->column(key)];
        found->second.push_back(typed_value(schema_, *params_.at(key), key, value));
      }
      return found->second;
    };
    for (const auto& wanted_of : rules_) {
      Product::Rule rule(product.axes.size());
      bool can_match = true;
      for (const auto& [key, wanted] : wanted_of) {
        if (const auto axis = product.axis_of(key)) {
          const std::vector<nlohmann::json>& values = values_of(product.axes[*axis], key);
          rule[*axis].resize(values.size(), true);  // of several keys on the axis, all must match
          for (std::size_t r = 0; r < values.size(); ++r) {
            rule[*axis][r] = rule[*axis][r] && wanted.contains(values[r]);
          }
        } else {
          const auto leaf = product.leaves.find(key);
          can_match = can_match && leaf != product.leaves.end() && wanted.contains(leaf->second.value);
        }
      }
      if (can_match) product.rules.push_back(std::move(rule));
    }
  }

  void fail_on_unread_keys() const {
    const auto check = [&](const std::string& key, const std::string& place) {
      if (!params_.contains(key)) fail_unread(schema_, an_example(), key, place);
    };
    for (const auto& [key, value] : experiment_.trial) check(key, value.place);
    std::map<const Axis::Row*, std::vector<const Product*>> products_of;
    for (const Product& product : products_) {
      for (const Product::ChosenRow& chosen : product.components) products_of[chosen.row].push_back(&product);
    }
    for (const Axis* axis : experiment_.axes()) {
      for (std::size_t i = 0; i < axis->keys.size(); ++i) {
        check(axis->keys[i], axis->place);
        for (const auto& row : axis->rows) {
          if (row[i].kind == YamlValue::Kind::kMapping) check_mapping(axis->keys[i], row[i], products_of[&row]);
        }
      }
    }
  }

  /// A mapping sets keys of its own component, so no other component can make them valid.
  void check_mapping(const std::string& key, const YamlValue& mapping,
                     const std::vector<const Product*>& products) const {
    for (const auto& [name, value] : settings_of(key, mapping)) {
      if (products.empty() && !params_.contains(name)) fail_unread(schema_, an_example(), name, value.place);
      const auto is_read = [&, k = name](const Product* product) { return product->leaves.contains(k); };
      const bool is_replaced = std::ranges::any_of(
          experiment_.overridden, [&, k = name](const std::string& other) { return k.starts_with(other + "."); });
      if (is_replaced || products.empty() || std::ranges::any_of(products, is_read)) continue;
      fail_unread(schema_, products.front()->leaves, name, value.place);
    }
  }

  const Schema& schema_;
  const Experiment& experiment_;
  std::set<std::string> component_keys_;
  std::vector<Product> products_;
  double points_ = 0;  ///< of all products, before rules
  std::map<std::string, const Param*> params_;
  std::vector<std::map<std::string, std::set<nlohmann::json>>> rules_;  ///< keys and values of each exclusion
};

}  // namespace

GridProducts build_products(const Schema& schema, const Experiment& experiment) {
  return ProductBuilder(schema, experiment).run();
}

}  // namespace actsweep
