#pragma once

#include <string>

#include "harness/config/experiment.h"
#include "harness/config/limits.h"

namespace actsweep {

/// Reads one axis. `key` is a dotted key, or several zipped as "a, b". `value` is a list (of a zipped axis, a list of
/// rows) or one of the generators {range: [a, b], step: s}, {linspace: [a, b], num: n}, {logspace: [a, b], num: n} and
/// {count: n}. An item of a list may have a label: {value: 20, label: short} or {name: mlp, label: short}. Throws
/// InputError for anything else, an empty axis, or a zipped row of the wrong length.
Axis parse_axis(const YamlValue& key, const YamlValue& value);

/// Whether parse_axis() reads the value as an axis rather than as one value: a list, or a generator.
bool is_axis(const YamlValue& value);

/// Normalizes a dotted key: the name of a component is under the component's own key, "model", not "model.name".
std::string canonical_key(const std::string& key);

}  // namespace actsweep
