#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/config/yaml.h"
#include "harness/schema/param.h"

namespace actsweep {

/// Throws InputError unless the value is of the kind that is `wanted`, as "a list". `key` is how the message names it.
void expect(const YamlValue& value, YamlValue::Kind kind, const std::string& key, const char* wanted);

/// Throws InputError unless the value is a mapping in which only these keys stand.
void expect_keys(const YamlValue& mapping, const std::string& key, const std::vector<std::string>& known);

/// The text that a mapping has for a key; empty where it has none. `key` is how messages name the mapping.
std::string text_of(const YamlValue& mapping, const char* name, const std::string& key);

/// The same of a key that has to be there.
std::string required_text(const YamlValue& mapping, const char* name, const std::string& key);

/// The value that a mapping has for a declared key, checked as check_value() does; the default where it has none.
nlohmann::json value_or_default(const YamlValue& mapping, const std::string& key, const Param& param);

/// Two numbers, the first of them less than the second: [-5, 5].
std::pair<double, double> interval_or_default(const YamlValue& mapping, const std::string& key, const std::string& name,
                                              const std::pair<double, double>& otherwise);

}  // namespace actsweep
