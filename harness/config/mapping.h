#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/config/yaml.h"
#include "harness/schema/param.h"

namespace actsweep {

// Readers of YAML values. They throw InputError, with the place of the value, for anything that they do not accept.

/// Checks the kind of a value, which messages describe as `wanted`, such as "a list". `key` is its key in messages.
void expect(const YamlValue& value, YamlValue::Kind kind, const std::string& key, const char* wanted);

/// Checks that the value is a mapping with no other keys than these.
void expect_keys(const YamlValue& mapping, const std::string& key, const std::vector<std::string>& known);

/// The text under the key `name` of a mapping; empty without that key. `key` is the mapping's own key in messages.
std::string text_of(const YamlValue& mapping, const char* name, const std::string& key);

/// Like text_of(), but the mapping must have the key.
std::string required_text(const YamlValue& mapping, const char* name, const std::string& key);

/// Parses the whole text as a finite number, in the spellings of YAML and C ("1e3", ".5", "+2").
std::optional<double> parse_number(const std::string& text);

/// Checks a value against a declaration and converts it to the declared type. A message names `key`, what is allowed
/// and, for a choice, the nearest one. Components are checked by component_named() (resolve.h).
nlohmann::json check_value(const Param& param, const std::string& key, const YamlValue& value);

/// The value of the declared key of a mapping, checked as by check_value(); the default without that key.
nlohmann::json value_or_default(const YamlValue& mapping, const std::string& key, const Param& param);

/// Two numbers, the lower one first: [-5, 5]. `otherwise` without the key.
std::pair<double, double> interval_or_default(const YamlValue& mapping, const std::string& key, const std::string& name,
                                              const std::pair<double, double>& otherwise);

}  // namespace actsweep
