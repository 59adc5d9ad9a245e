#pragma once

#include <string>
#include <utility>

#include "harness/config/experiment.h"

namespace actsweep {

/// Flattens a (nested) mapping into settings below the dotted key `prefix`; `shown` is how messages name the mapping.
/// A list is refused: an axis belongs under grid.
void add_settings(const YamlValue& mapping, const std::string& shown, const std::string& prefix, Settings& settings);

/// Sets `key`, and with it everything below it, to a value: what was set below it before is gone.
void replace_setting(const std::string& key, const YamlValue& value, Settings& settings);

/// Whether a value is an axis: a list, or one of the generators of parse_axis().
bool is_axis(const YamlValue& value);

/// Gives a key, or several zipped ones, its value: as a line of the command line does, and as one of `scales`. Labels
/// of its axis choose among the axis' rows. Any other one value replaces the key's axis, if it is one, and its setting
/// in `trial`. Several (a,b or [a, b] or a generator) replace the axis in every block that has it, or become a new axis
/// of every block. A zipped axis goes on without a key that is given a value. Throws InputError where the value cannot
/// be understood.
void apply_value(const YamlValue& key, const YamlValue& value, Experiment& experiment);

/// The key that chooses a scale, which is applied when the files are read.
inline constexpr const char* kScaleKey = "scale";

/// Adds a text key=value to the experiment's overrides and applies it.
void apply_override(const std::string& override_text, Experiment& experiment);

/// The key of a text key=value, and its value. Throws InputError where it is none.
std::pair<YamlValue, YamlValue> parse_override(const std::string& override_text);

}  // namespace actsweep
