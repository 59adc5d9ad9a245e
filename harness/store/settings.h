#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/store/store.h"

namespace actsweep {

/// What sets trials, by their numbers, apart from the other trials of the experiments in `experiment_ids`, an SQL list
/// such as "(1, 2)": "model.activation=mish seed=3". A key that a trial does not have is left out.
std::map<std::int64_t, std::string> settings_apart(const Store& store, const std::vector<std::int64_t>& trials,
                                                   const std::string& experiment_ids);

}  // namespace actsweep
