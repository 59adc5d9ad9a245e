#include <algorithm>

#include "harness/config/product.h"

namespace actsweep {
namespace {

class CombinationCheck {
 public:
  CombinationCheck(const Schema& schema, const Experiment& experiment, const Product& product)
      : schema_(schema), experiment_(experiment), product_(product), position_(product.axes.size()) {}

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
      std::vector<std::size_t> involved;  // the axes that the constraint depends on
      for (const std::string& key : constraint.keys(prefix)) {
        const auto axis = product_.axis_of(key);
        if (axis && std::ranges::find(involved, *axis) == involved.end()) involved.push_back(*axis);
      }
      position_.assign(position_.size(), Product::kAnyRow);
      Product::Position rows(involved.size(), 0);
      do {
        for (std::size_t i = 0; i < rows.size(); ++i) position_[involved[i]] = rows[i];
        check_position(constraint, prefix);
      } while (advance_position(rows, [&](std::size_t i) { return product_.axes[involved[i]].rows.size(); }));
    }
  }

  void check_position(const Constraint& constraint, const std::string& prefix) const {
    nlohmann::json values[2];  // a condition compares at most two
    std::size_t used = 0;
    const auto lookup = [&](const std::string& key) -> const nlohmann::json* {
      const auto leaf = product_.leaves.find(key);
      if (leaf == product_.leaves.end()) return nullptr;
      const AxisValue* const given = product_.axis_value(key, position_);
      if (given == nullptr) return &leaf->second.value;
      nlohmann::json& value = values[used++ % 2];
      value = typed_value(schema_, *leaf->second.param, key, *given);
      return &value;
    };
    if (!constraint.holds(prefix, lookup) || product_.excluded(position_)) return;
    fail_at(place_of(constraint, prefix), full_key(prefix, constraint.key), constraint.reason);
  }

  /// The place of the offending value, or of another value that the constraint compares.
  std::string place_of(const Constraint& constraint, const std::string& prefix) const {
    std::vector<std::string> keys = constraint.keys(prefix);
    for (std::string above = prefix; !above.empty();
         above.resize(above.find('.') == std::string::npos ? 0 : above.rfind('.'))) {
      keys.push_back(above);
    }
    for (const std::string& key : keys) {
      if (std::string place = product_.place(key, position_, experiment_); !place.empty()) return place;
    }
    return experiment_.name;
  }

  const Schema& schema_;
  const Experiment& experiment_;
  const Product& product_;
  Product::Position position_;  ///< kAnyRow for axes that do not matter to the constraint
};

}  // namespace

void check_combinations(const Schema& schema, const Experiment& experiment, const Product& product) {
  CombinationCheck(schema, experiment, product).run();
}

}  // namespace actsweep
