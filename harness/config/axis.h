#pragma once

#include <string>

#include "harness/config/experiment.h"
#include "harness/config/limits.h"

namespace actsweep {

/// Reads one axis. `key` is a dotted key, or several zipped as "a, b"; `value` a list, or one of the generators
/// {range: [a, b], step: s}, {linspace: [a, b], num: n}, {logspace: [a, b], num: n} and {count: n}; of a zipped axis a
/// list of rows. An item of a list may have a label: {value: 20, label: short}, or beside a component's name. Throws
/// InputError where it is none of these, empty, or a zipped row has the wrong length.
Axis parse_axis(const YamlValue& key, const YamlValue& value);

/// A dotted key in its one form: the name of a component stands under the component's own key ("model", not
/// "model.name").
std::string canonical_key(const std::string& key);

}  // namespace actsweep
