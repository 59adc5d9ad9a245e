#pragma once

#include <string>
#include <utility>

#include "harness/config/experiment.h"

namespace actsweep {

/// Flattens a nested mapping into settings below the dotted key `prefix`. Messages call the mapping `shown`. Throws
/// InputError for a list: an axis belongs under grid.
void add_settings(const YamlValue& mapping, const std::string& shown, const std::string& prefix, Settings& settings);

/// Sets `key` to a value and drops all settings below the key.
void replace_setting(const std::string& key, const YamlValue& value, Settings& settings);

/// The settings that a value gives to a key and, if it is a mapping, to the keys below.
Settings settings_of(const std::string& key, const YamlValue& value);

/// Applies one override of the command line, or one line of a scale, to a key or several zipped ones. Labels of the
/// key's axis select rows of the axis. Any other single value replaces the key's axis and its setting in `trial`; a
/// zipped axis keeps its other keys. Several values (a,b or [a, b] or a generator) replace the axis in every block that
/// has it, or become a new axis of every block. Throws InputError for an invalid value.
void apply_value(const YamlValue& key, const YamlValue& value, Experiment& experiment);

/// The key that chooses a scale. ExperimentFile applies the scale before the other overrides.
inline constexpr const char* kScaleKey = "scale";

/// Adds an override "key=value" to the experiment and applies it.
void apply_override(const std::string& override_text, Experiment& experiment);

/// Splits an override "key=value" into its key and its parsed value. Throws InputError for a malformed override.
std::pair<YamlValue, YamlValue> parse_override(const std::string& override_text);

}  // namespace actsweep
