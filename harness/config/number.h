#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "harness/config/yaml.h"
#include "harness/schema/param.h"

namespace actsweep {

/// The whole text as a finite number, in the spellings of YAML and of C ("1e3", ".5", "+2").
std::optional<double> parse_number(const std::string& text);

/// The shortest decimal text that reads back as the same number.
std::string shortest(double value);

/// A value checked against a declaration and brought to the declared type. Throws InputError, naming `key`, what is
/// allowed and, for a word, the nearest that is. A component is checked elsewhere.
nlohmann::json check_value(const Param& param, const std::string& key, const YamlValue& value);

}  // namespace actsweep
