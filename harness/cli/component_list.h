#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/cli/row_writer.h"
#include "harness/schema/component.h"

namespace actsweep {

/// The components of a kind that are named, in that order; all of them where none is. Throws InputError with the
/// nearest name where there is no such component.
std::vector<Component> chosen_components(const Schema& schema, const std::string& kind,
                                         const std::vector<std::string>& names);

/// A row for each: the name, what calculus says of an activation, and last what the component is, with the defaults of
/// its parameters.
void write_component_table(const std::string& kind, const std::vector<Component>& components, RowWriter& table);

/// All that is known of each, in paragraphs.
std::string component_details(const std::string& kind, const std::vector<Component>& components);

/// As the schema has them, and for activations their `properties` at the default parameters.
nlohmann::json component_json(const std::string& kind, const std::vector<Component>& components);

/// The default of a key as a reader sees it; "unset" where leaving it out means something of its own.
std::string default_text(const Param& param);

}  // namespace actsweep
