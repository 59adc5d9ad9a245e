#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/store/store.h"

namespace actsweep {

/// An experiment in the database.
struct KnownExperiment {
  std::int64_t id = 0;
  std::string name;
};

/// The experiments of these names, in the order of the names; all, by name, if no name is given. Throws InputError,
/// with the nearest name, for one that the database does not know.
std::vector<KnownExperiment> known_experiments(const Store& store, const std::vector<std::string>& names);

/// The ids as an SQL list: "(1, 2)".
std::string id_list(const std::vector<KnownExperiment>& experiments);

/// The settings that distinguish trials, by their numbers, from the other trials of the experiments in
/// `experiment_ids`, an SQL list: "model.activation=mish seed=3". Keys that a trial does not have are left out.
std::map<std::int64_t, std::string> settings_apart(const Store& store, const std::vector<std::int64_t>& trials,
                                                   const std::string& experiment_ids);

}  // namespace actsweep
