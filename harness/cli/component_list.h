#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/cli/row_writer.h"
#include "harness/schema/component.h"

namespace actsweep {

/// The components of a kind with these names, in this order; all components of the kind without names. Throws
/// InputError, with the nearest name, for an unknown one.
std::vector<Component> chosen_components(const Schema& schema, const std::string& kind,
                                         const std::vector<std::string>& names);

/// Writes a row per component: its name, the properties of an activation, and a summary with the default parameters.
void write_component_table(const std::string& kind, const std::vector<Component>& components, RowWriter& table);

/// A paragraph per component with all that is known about it.
std::string component_details(const std::string& kind, const std::vector<Component>& components);

/// The components as in the schema; activations also have their `properties` at the default parameters.
nlohmann::json component_json(const std::string& kind, const std::vector<Component>& components);

/// The default of a key for people; "unset" for null, which has a meaning of its own.
std::string default_text(const Param& param);

}  // namespace actsweep
