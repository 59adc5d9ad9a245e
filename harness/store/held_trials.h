#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/store/status.h"

namespace actsweep {

/// A trial that a run holds, alive or dead, and the experiments (by number) that it belongs to.
struct HeldTrial {
  RunningTrial trial;
  std::int64_t number = 0;
  std::set<std::int64_t> experiments;
};

/// Those of the experiments in `experiment_ids`, an SQL list such as "(1, 2)", with what sets them apart.
std::vector<HeldTrial> held_trials(const Store& store, const std::vector<RunStatus>& runs,
                                   const std::string& experiment_ids);

/// Runs a query and ignores its column names.
void each_row(const Store& store, const std::string& sql, const std::function<void(const Store::Row&)>& on_row);

/// Nothing for what is no number.
std::optional<double> number(const nlohmann::json& value);

}  // namespace actsweep
