#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "harness/schema/constraint.h"
#include "harness/schema/param.h"

namespace actsweep {

/// What a registry entry says of itself: enough to check a configuration and to list what there is, without the code
/// behind it.
struct Component {
  std::string name;
  std::vector<std::string> aliases = {};
  std::string summary = {};  ///< one line for `actsweep list`
  std::string formula = {};  ///< of an activation, else empty
  std::string source = {};   ///< paper or program that defines it
  std::vector<Param> params = {};
  std::vector<Constraint> constraints = {};
  /// Defaults of other keys of the trial, which it brings where it is chosen at the trial's top: {{"loss", "margin"}}.
  /// The keys are full ones, "regularizer.l2", and declared after its own.
  std::map<std::string, nlohmann::json> brings = {};
};

/// The kinds of component, in the order in which `actsweep list` shows them. The kind "trial" holds one component,
/// whose parameters are the top-level keys of a trial.
inline constexpr const char* kTrialKind = "trial";

/// Every registered component, by kind: the whole configuration grammar. The trainer prints it once at build time, and
/// `actsweep` carries it, so that a configuration is checked without loading LibTorch.
class Schema {
 public:
  void add(const std::string& kind, Component component);

  /// Components of a kind, ordered by name; empty for an unknown kind.
  const std::vector<Component>& components(std::string_view kind) const;
  /// By name or alias; nullptr where there is none.
  const Component* find(std::string_view kind, std::string_view name) const;
  const Component& trial() const;
  /// Whether a dotted key of a trial, such as "model.activation", holds a component's name.
  bool is_component(std::string_view key) const;
  std::vector<std::string> kinds() const;

  nlohmann::json to_json() const;
  static Schema from_json(const nlohmann::json& json);

 private:
  bool is_component(const std::vector<Param>& params, std::string_view key) const;

  std::map<std::string, std::vector<Component>, std::less<>> components_;
};

/// The schema of this build, as its trainer printed it.
const Schema& built_in_schema();

}  // namespace actsweep
