#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "harness/schema/constraint.h"
#include "harness/schema/param.h"

namespace actsweep {

/// The description of a registered component: enough to check configurations and to list components without the code
/// behind them.
struct Component {
  std::string name;
  std::vector<std::string> aliases = {};
  std::string summary = {};  ///< one line for `actsweep list`
  std::string formula = {};  ///< of an activation; otherwise empty
  std::string source = {};   ///< the paper or program that defines it
  std::vector<Param> params = {};
  std::vector<Constraint> constraints = {};
  /// Defaults of other keys of the trial that change when this component is chosen under a top-level key:
  /// {{"loss", "margin"}}. They are given in full ("regularizer.l2") and must be declared after that key.
  std::map<std::string, nlohmann::json> brings = {};
};

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Component, name, aliases, summary, formula, source, params, constraints, brings)

/// The kind of the only component whose parameters are the top-level keys of a trial.
inline constexpr const char* kTrialKind = "trial";

/// All registered components by kind. The trainer prints the schema at build time and the build embeds it in
/// `actsweep`, which can so check configurations without loading LibTorch.
class Schema {
 public:
  void add(const std::string& kind, Component component);

  /// The components of a kind, sorted by name; empty for an unknown kind.
  const std::vector<Component>& components(std::string_view kind) const;
  /// Finds a component by name or alias; nullptr without one.
  const Component* find(std::string_view kind, std::string_view name) const;
  const Component& trial() const;
  /// Whether a dotted key of a trial, such as "model.activation", holds a component's name.
  bool is_component(std::string_view key) const;
  std::vector<std::string> kinds() const;

  nlohmann::json to_json() const { return components_; }
  static Schema from_json(const nlohmann::json& json);

 private:
  bool is_component(const std::vector<Param>& params, std::string_view key) const;

  std::map<std::string, std::vector<Component>, std::less<>> components_;
};

/// The schema that the trainer of this build printed.
const Schema& built_in_schema();

}  // namespace actsweep
