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
  nlohmann::json default_value;  ///< given the chosen components and presets
  bool is_default() const { return value == default_value; }
};

/// A trial's settings checked against a schema, every default filled in, by key.
using Leaves = std::map<std::string, Leaf>;

/// Throws InputError for a value that its declaration does not allow and for a name that is not registered, but ignores
/// settings that the trial does not read. `schema` must outlive the result.
Leaves resolve(const Schema& schema, const Settings& settings);

/// Throws InputError for a setting that the trial, resolved as `leaves`, does not read.
void expect_read(const Schema& schema, const Settings& settings, const Leaves& leaves);

/// Throws InputError for an unknown key or a key of a component that is not chosen. The message lists the keys that
/// exist there and suggests the nearest. `leaves` is a trial that does not read the key.
[[noreturn]] void fail_unread(const Schema& schema, const Leaves& leaves, const std::string& key,
                              const std::string& place);

/// Resolves a component outside a trial, given by its name or a mapping with its keys. `declaration` has its kind and
/// its key in messages. Returns the configuration that its code takes, with its name and every default. Throws
/// InputError like resolve() and expect_read().
nlohmann::json resolve_component(const Schema& schema, const Param& declaration, const YamlValue& value);

/// Keys whose value determines which other keys exist or what their defaults are, in any trial that the schema allows:
/// the names of components, formulas, networks and presets.
std::set<std::string> component_keys(const Schema& schema);

/// The nested configuration that the trainer takes, in which each component is an object with its name.
nlohmann::json nested(const Schema& schema, const std::map<std::string, nlohmann::json>& flat);

/// Finds a component by its name or alias. Throws InputError, with the nearest name, for an unknown one.
const Component& component_named(const Schema& schema, const std::string& kind, const std::string& key,
                                 const YamlValue& name);

}  // namespace actsweep
