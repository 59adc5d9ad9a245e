#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace actsweep {

/// What a trial's configuration holds under a key: null where it is unset, nullptr where nothing reads the key.
using KeyLookup = std::function<const nlohmann::json*(const std::string& key)>;

/// A combination of values that makes no sense, each of which is fine by itself. Declared beside the component's
/// parameters, and refused before anything is trained:
///
///     Constraint("nesterov").when("nesterov", "==", true).when("momentum", "==", 0).because("it needs a momentum")
///
/// Keys are those of the component; "/model.width" is one of the trial.
struct Constraint {
  struct Condition {
    std::string key;
    /// == < > between two values, "counts unlike" between two that hold numbers, of which neither is unset, "unset",
    /// "unread" (nothing reads it)
    std::string relation;
    nlohmann::json value;  ///< the other one; a text that begins with @ is a key: "@lr_max"
  };

  explicit Constraint(std::string key) : key(std::move(key)) {}
  Constraint when(std::string key_, std::string relation, nlohmann::json value = nullptr) &&;
  Constraint because(std::string reason_) &&;

  /// Whether all conditions hold for the component whose keys begin with `prefix` ("optimizer", or "" for the trial).
  bool holds(const std::string& prefix, const KeyLookup& lookup) const;
  /// The full keys that it depends on.
  std::vector<std::string> keys(const std::string& prefix) const;

  std::string key;  ///< the one to blame
  std::vector<Condition> conditions = {};
  std::string reason = {};
};

void to_json(nlohmann::json& json, const Constraint& constraint);
Constraint refusal_from_json(const nlohmann::json& json);

/// The key in full: "/model" is "model", "lr" below "optimizer" "optimizer.lr".
std::string full_key(const std::string& prefix, const std::string& key);

}  // namespace actsweep
