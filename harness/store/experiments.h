#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/store/store.h"

namespace actsweep {

/// An experiment that the database knows.
struct KnownExperiment {
  std::int64_t id = 0;
  std::string name;
};

/// The experiments of these names, in the order of the names; all, by name, where no name is given. Throws InputError,
/// with the nearest name, for one that the database does not know.
std::vector<KnownExperiment> known_experiments(const Store& store, const std::vector<std::string>& names);

}  // namespace actsweep
