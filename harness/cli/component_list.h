#pragma once

#include <string>
#include <vector>

#include "harness/schema/component.h"

namespace actsweep {

/// Prints a row per component of a kind: its name, the properties of an activation, and a summary with the default
/// parameters. With names: all that is known about these components. JSON has the components as in the schema, and
/// the `properties` of activations at the default parameters. Throws InputError, with the nearest name, for an unknown
/// one.
void print_components(const std::string& kind, const std::vector<std::string>& names, bool as_json);

/// A paragraph per component with all that is known about it.
std::string component_details(const std::string& kind, const std::vector<Component>& components);

/// Prints the keys of a trial, which experiment files can set.
void print_keys(bool as_json);

}  // namespace actsweep
