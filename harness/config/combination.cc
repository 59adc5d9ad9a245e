#include "harness/config/combination.h"

#include <fmt/format.h>

#include <algorithm>

namespace actsweep {
namespace {

class CombinationCheck {
 public:
  CombinationCheck(const Schema& schema, const Experiment& experiment, const Product& product)
      : schema_(schema), experiment_(experiment), product_(product), row_(product.axes.size(), 0) {}

  void run() {
    check(schema_.trial(), "");
    for (const auto& [key, leaf] : product_.leaves) {
      if (leaf.param->type == ParamType::kComponent) {
        check(*schema_.find(leaf.param->kind, leaf.value.get<std::string>()), key);
      }
    }
  }

 private:
  void check(const Component& component, const std::string& prefix) {
    for (const Constraint& constraint : component.constraints) {
      involved_.clear();
      for (const std::string& key : constraint.keys(prefix)) {
        const auto axis = product_.axis_of(key);
        if (axis && std::find(involved_.begin(), involved_.end(), *axis) == involved_.end()) involved_.push_back(*axis);
      }
      check_rows(constraint, prefix, 0);
    }
  }

  /// Visits all combinations of rows of the axes that the constraint depends on.
  void check_rows(const Constraint& constraint, const std::string& prefix, std::size_t depth) {
    if (depth < involved_.size()) {
      const std::size_t axis = involved_[depth];
      for (row_[axis] = 0; row_[axis] < product_.axes[axis].rows.size(); ++row_[axis]) {
        check_rows(constraint, prefix, depth + 1);
      }
      return;
    }
    nlohmann::json values[2];  // a condition compares at most two
    std::size_t used = 0;
    const auto lookup = [&](const std::string& key) -> const nlohmann::json* {
      const auto leaf = product_.leaves.find(key);
      if (leaf == product_.leaves.end()) return nullptr;
      if (!product_.axis_of(key)) return &leaf->second.value;
      nlohmann::json& value = values[used++ % 2];
      value = typed_value(schema_, *leaf->second.param, key, *axis_value(key));
      return &value;
    };
    if (!constraint.holds(prefix, lookup) || is_excluded()) return;
    const std::string key = full_key(prefix, constraint.key);
    fail_at(place_of(constraint, prefix), key, constraint.reason);
  }

  const YamlValue* axis_value(const std::string& key) const {
    const auto i = product_.axis_of(key);
    if (!i) return nullptr;
    const Product::ReadAxis& read = product_.axes[*i];
    const auto& keys = read.axis->keys;
    const auto column = static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
    return &read.axis->rows[read.rows[row_[*i]].index][column];
  }

  /// Whether the file excludes these rows for all values of the other axes.
  bool is_excluded() const {
    return std::any_of(product_.rules.begin(), product_.rules.end(), [&](const Product::Rule& rule) {
      for (std::size_t i = 0; i < rule.rows.size(); ++i) {
        const bool is_involved = std::find(involved_.begin(), involved_.end(), i) != involved_.end();
        if (!rule.rows[i].empty() && !(is_involved && rule.rows[i][row_[i]])) return false;
      }
      return true;
    });
  }

  /// The place of the offending value, or of another value that the constraint compares.
  std::string place_of(const Constraint& constraint, const std::string& prefix) const {
    std::vector<std::string> keys = constraint.keys(prefix);
    for (std::string above = prefix; !above.empty();
         above.resize(above.find('.') == std::string::npos ? 0 : above.rfind('.'))) {
      keys.push_back(above);
    }
    for (const std::string& key : keys) {
      if (std::string place = product_.place(key, row_, experiment_); !place.empty()) return place;
    }
    return experiment_.name;
  }

  const Schema& schema_;
  const Experiment& experiment_;
  const Product& product_;
  std::vector<std::size_t> involved_;  ///< axes
  std::vector<std::uint32_t> row_;     ///< of each axis
};

}  // namespace

void check_combinations(const Schema& schema, const Experiment& experiment, const Product& product) {
  CombinationCheck(schema, experiment, product).run();
}

}  // namespace actsweep
