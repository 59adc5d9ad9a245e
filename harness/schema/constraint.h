#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace actsweep {

/// Returns the value of a key in a trial's configuration: null if it is unset, nullptr if nothing reads the key.
using KeyLookup = std::function<const nlohmann::json*(const std::string& key)>;

/// An invalid combination of values that are each valid on their own. Declared with the component's parameters and
/// checked before training:
///
///     Constraint("nesterov").when("nesterov", "==", true).when("momentum", "==", 0).because("it needs a momentum")
///
/// Keys are relative to the component; "/model.width" is relative to the trial.
struct Constraint {
  struct Condition {
    std::string key;
    /// One of "==", "<", ">"; "counts differ" (both keys are set and list different numbers of values); "unset";
    /// "unread" (nothing reads the key).
    std::string relation;
    nlohmann::json value;  ///< the right-hand side; a string that starts with @ is a key: "@lr_max"
  };

  Constraint() = default;  // for from_json()
  explicit Constraint(std::string key) : key(std::move(key)) {}
  Constraint when(std::string key_, std::string relation, nlohmann::json value = nullptr) &&;
  Constraint because(std::string reason_) &&;

  /// Whether the configuration is invalid: all conditions hold for the component at `prefix` ("optimizer"; "" is the
  /// trial).
  bool holds(const std::string& prefix, const KeyLookup& lookup) const;
  /// The full keys that the constraint depends on.
  std::vector<std::string> keys(const std::string& prefix) const;

  std::string key;  ///< the key that the error message names
  std::vector<Condition> conditions = {};
  std::string reason = {};
};

void to_json(nlohmann::json& json, const Constraint& constraint);
void from_json(const nlohmann::json& json, Constraint& constraint);

/// The full key: "model" for "/model", "optimizer.lr" for "lr" at prefix "optimizer".
std::string full_key(const std::string& prefix, const std::string& key);

}  // namespace actsweep
