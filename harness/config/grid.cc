#include "harness/config/grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>

#include "harness/config/override.h"
#include "harness/config/product.h"
#include "harness/config/value_names.h"
#include "harness/util/error.h"

namespace actsweep {

struct Grid::Impl {
  const Schema& schema;
  Experiment experiment;  // products point into its axes
  std::set<std::string> shown_keys;
  GridProducts products;
  ValueNames names;
  std::uint64_t size = 0;

  Impl(const Schema& s, const Experiment& e, const std::set<std::string>& shown)
      : schema(s),
        experiment(e),
        shown_keys(shown),
        products(build_products(schema, experiment)),
        names(schema, experiment, products.all, shown_keys) {}

  /// The row of each of the product's axes.
  Product::Position position(const Point& point) const {
    const auto& axes = products.all[point.product].axes;
    Product::Position rows(axes.size());
    std::uint64_t index = point.index;
    for (std::size_t i = axes.size(); i > 0; --i) {
      rows[i - 1] = static_cast<std::uint32_t>(index % axes[i - 1].rows.size());
      index /= axes[i - 1].rows.size();
    }
    return rows;
  }

  FlatConfig flat(const Point& point) const {
    const Product& product = products.all[point.product];
    const Product::Position rows = position(point);
    FlatConfig flat;
    for (const auto& [key, leaf] : product.leaves) {
      const AxisValue* const given = product.axis_value(key, rows);
      flat.emplace(key, given == nullptr ? leaf.value : typed_value(schema, *leaf.param, key, *given));
    }
    return flat;
  }
};

std::string to_string(TrialId id) { return fmt::format("{:016x}", id); }

Grid::Grid(const Schema& schema, const Experiment& experiment, const std::set<std::string>& shown_keys)
    : impl_(std::make_unique<Impl>(schema, experiment, shown_keys)) {
  if (experiment.blocks.size() == 1 && experiment.exclusions.empty()) {
    for (const Product& product : impl_->products.all) impl_->size += static_cast<std::uint64_t>(product.points());
  } else {
    for_each([this](const Point&) { ++impl_->size; });
  }
}
Grid::~Grid() = default;
Grid::Grid(Grid&&) noexcept = default;

const Experiment& Grid::experiment() const { return impl_->experiment; }

const std::set<std::string>& Grid::shown_keys() const { return impl_->shown_keys; }

std::vector<std::string> Grid::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, param] : impl_->products.params) keys.push_back(key);
  return keys;
}

std::uint64_t Grid::size() const { return impl_->size; }

void Grid::for_each(const std::function<void(const Point&)>& visit) const {
  std::unordered_set<TrialId> seen;
  const bool may_repeat = impl_->experiment.blocks.size() > 1;
  const std::vector<Product>& products = impl_->products.all;
  for (std::uint32_t number = 0; number < products.size(); ++number) {
    const Product& product = products[number];
    Product::Position position(product.axes.size(), 0);
    std::uint64_t index = 0;
    do {
      if (!product.excluded(position)) {
        Point point{.product = number, .index = index, .id = product.contribution};
        for (std::size_t i = 0; i < position.size(); ++i) point.id += product.axes[i].rows[position[i]].contribution;
        if (!may_repeat || seen.insert(point.id).second) visit(point);
      }
      ++index;
    } while (advance_position(position, [&](std::size_t i) { return product.axes[i].rows.size(); }));
  }
}

void Grid::for_each_distinct(const std::vector<std::string>& keys,
                             const std::function<void(const Point&)>& visit) const {
  const auto concerns = [&](const Axis& axis) {
    return std::any_of(axis.keys.begin(), axis.keys.end(), [&](const std::string& key) {
      return std::any_of(keys.begin(), keys.end(),
                         [&](const std::string& root) { return key == root || key.starts_with(root + "."); });
    });
  };
  std::set<std::vector<std::uint32_t>> seen;
  for_each([&](const Point& point) {
    std::vector<std::uint32_t> rows = {point.product};
    const auto& axes = impl_->products.all[point.product].axes;
    const Product::Position position = impl_->position(point);
    for (std::size_t i = 0; i < axes.size(); ++i) {
      if (concerns(*axes[i].axis)) rows.push_back(position[i]);
    }
    if (seen.insert(std::move(rows)).second) visit(point);
  });
}

Trial Grid::trial(const Point& point) const {
  Trial trial{.id = to_string(point.id), .config = {}, .flat = impl_->flat(point)};
  trial.config = nested(impl_->schema, trial.flat);
  return trial;
}

std::string Grid::place(const Point& point, const std::vector<std::string>& keys) const {
  for (const std::string& key : keys) {
    std::string place = impl_->products.all[point.product].place(key, impl_->position(point), impl_->experiment);
    if (!place.empty()) return place;
  }
  return impl_->experiment.name;
}

FlatConfig Grid::named(const FlatConfig& flat) const { return impl_->names.named(flat); }

std::vector<AxisValues> Grid::axes() const {
  std::vector<AxisValues> axes;
  std::set<std::pair<std::string, nlohmann::json>> seen;
  const auto add = [&](const std::string& key, const YamlValue& value, bool log_scale) {
    if (impl_->names.is_part(key)) return;
    auto axis = std::find_if(axes.begin(), axes.end(), [&](const AxisValues& a) { return a.key == key; });
    if (axis == axes.end()) axis = axes.insert(axes.end(), {.key = key, .values = {}, .log_scale = log_scale});
    if (const auto* const names = impl_->names.of_axis(key)) {
      axis->values = *names;
      return;
    }
    const nlohmann::json typed = typed_value(impl_->schema, *impl_->products.params.at(key), key, value);
    if (seen.emplace(key, typed).second) axis->values.push_back(typed);
  };
  for (const Axis* axis : impl_->experiment.axes()) {
    for (const Axis::Row& row : axis->rows) {
      for (std::size_t i = 0; i < axis->keys.size(); ++i) {
        // A mapping may have a name without setting its own key.
        if (impl_->names.of_axis(axis->keys[i]) != nullptr) add(axis->keys[i], row[i], axis->log_scale);
        for (const auto& [key, value] : settings_of(axis->keys[i], row[i])) add(key, value, axis->log_scale);
      }
    }
  }
  return axes;
}

std::vector<NamedValue> Grid::values(const std::string& key) const {
  std::vector<NamedValue> values;
  std::set<nlohmann::json> seen;
  const auto add = [&](const FlatConfig& config) {
    const nlohmann::json& value = config.at(key);
    const nlohmann::json name = named(config).at(key);
    if (seen.insert(name).second) values.push_back({value, name});
  };
  const std::string below = key + ".";
  for (const Product& product : impl_->products.all) {
    const auto leaf = product.leaves.find(key);
    if (leaf == product.leaves.end()) continue;
    if (const auto number = product.axis_of(key)) {
      const auto& [axis, rows] = product.axes[*number];
      const std::size_t column = *axis->column(key);
      for (const Product::Row& row : rows) {
        add({{key, typed_value(impl_->schema, *leaf->second.param, key, axis->rows[row.index][column])}});
      }
      continue;
    }
    FlatConfig config = {{key, leaf->second.value}};  // with the keys that may be part of its name
    for (auto part = product.leaves.lower_bound(below); part != product.leaves.end() && part->first.starts_with(below);
         ++part) {
      config.emplace(part->first, part->second.value);
    }
    add(config);
  }
  return values;
}

std::optional<nlohmann::json> Grid::typed(const std::string& key, const YamlValue& text) const {
  const auto param = impl_->products.params.find(key);
  if (param == impl_->products.params.end()) return std::nullopt;
  try {
    return typed_value(impl_->schema, *param->second, key, text);
  } catch (const InputError&) {
    return std::nullopt;
  }
}

Trial recorded_trial(const Schema& schema, const nlohmann::json& config) {
  Experiment experiment;
  experiment.name = "configuration";
  // JSON is YAML, and all checks of configurations read YAML.
  add_settings(parse_yaml(config.dump(), experiment.name), experiment.name, "", experiment.trial);
  // A grid of one point, without the cost of a grid.
  Product product;
  product.leaves = resolve(schema, experiment.trial);
  expect_read(schema, experiment.trial, product.leaves);
  check_combinations(schema, experiment, product);
  Trial trial{.id = to_string(product.fixed_contribution()), .config = {}, .flat = {}};
  for (const auto& [key, leaf] : product.leaves) trial.flat.emplace(key, leaf.value);
  trial.config = nested(schema, trial.flat);
  return trial;
}

double training_images(const FlatConfig& config, double in_data_set) {
  const auto number = [&](const std::string& key, double otherwise) {
    const auto value = config.find(key);
    return value == config.end() || value->second.is_null() ? otherwise : value->second.get<double>();
  };
  const double kept = std::min(in_data_set, number("limit_train", in_data_set));
  return kept * (1 - number("validation", 0)) * number("epochs", 1);
}

}  // namespace actsweep
