#pragma once

#include <map>
#include <set>
#include <string>

#include "harness/config/experiment.h"
#include "harness/schema/component.h"

namespace actsweep {

/// One key of a resolved trial.
struct Leaf {
  nlohmann::json value;
  const Param* param = nullptr;
  nlohmann::json default_value;  ///< with the components and flavours chosen, and what they bring
  bool is_default() const { return value == default_value; }
};

/// A trial's settings checked against a schema, every default filled in.
struct Resolved {
  std::map<std::string, Leaf> leaves;
  /// Keys that nothing reads: unknown, or of a component that is not chosen.
  std::set<std::string> unread;
};

/// Throws InputError for a value that its declaration does not allow and for a name that is not registered. `schema`
/// outlives the result.
Resolved resolve(const Schema& schema, const Settings& settings);

/// Throws InputError for a key that nothing reads: unknown, or of a component that is not chosen, with what is read
/// there and the nearest of it. `resolved` is one of the trials that do not read it.
[[noreturn]] void fail_unread(const Schema& schema, const Resolved& resolved, const std::string& key,
                              const std::string& place);

/// One component outside of any trial, given as in a trial: a name, or a mapping with its keys. `declaration` says of
/// which kind it is, and under which key messages speak of it. Returns its configuration as its code takes it, every
/// default included, with its name. Throws InputError as resolve() and fail_unread() do.
nlohmann::json resolve_component(const Schema& schema, const Param& declaration, const YamlValue& value);

/// Keys whose value decides which other keys there are or what their defaults are, in any trial that the schema allows:
/// the name of a component, a formula, a preset.
std::set<std::string> component_keys(const Schema& schema);

/// The configuration as the trainer takes it: nested, each component an object with its name.
nlohmann::json nested(const Schema& schema, const std::map<std::string, nlohmann::json>& flat);

/// The component of a kind by name or alias; throws InputError with the nearest name where there is none.
const Component& component_named(const Schema& schema, const std::string& kind, const std::string& key,
                                 const YamlValue& name);

}  // namespace actsweep
