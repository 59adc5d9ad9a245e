#pragma once

#include <string>

#include "harness/config/experiment.h"

namespace actsweep {

/// Whether a value that a key is given, one or a list, names rows of the key's axis by their labels. Then only these
/// rows stay, of the blocks that have any; whatever was chosen before, all rows of the file can be named. Throws
/// InputError where some of the names are labels and others are not.
bool choose_labelled(const std::string& key, const YamlValue& value, Experiment& experiment);

}  // namespace actsweep
