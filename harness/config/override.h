#pragma once

#include <string>

#include "harness/config/experiment.h"

namespace actsweep {

/// Flattens a (nested) mapping into settings below the dotted key `prefix`; `shown` is how messages name the mapping.
/// A list is refused: an axis belongs under grid.
void add_settings(const YamlValue& mapping, const std::string& shown, const std::string& prefix, Settings& settings);

/// Sets `key`, and with it everything below it, to a value: what was set below it before is gone.
void replace_setting(const std::string& key, const YamlValue& value, Settings& settings);

/// Applies key=value. One value replaces the key's axis, if it is one, and its setting in `trial`. Several (a,b or [a,
/// b] or a generator) replace the axis in every block that has it, or become a new axis of every block. A zipped axis
/// is overridden whole, under its own key. Throws InputError where the override cannot be understood.
void apply_override(const std::string& override_text, Experiment& experiment);

}  // namespace actsweep
