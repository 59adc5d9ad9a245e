#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"

namespace actsweep {

/// The rates of one optimizer step.
struct Rates {
  double lr = 0;
  std::optional<double> momentum = {};  ///< replaces the optimizer's momentum or beta1; unset: keeps it
};

/// The properties of a training that a learning-rate schedule depends on.
struct ScheduleContext {
  double base_lr = 0;  ///< the optimizer's; a schedule gets its own lr_max instead, if that is set
  std::int64_t epochs = 0;
  std::int64_t steps_per_epoch = 0;
  std::int64_t steps = epochs * steps_per_epoch;  ///< without the steps of a warm-up
};

/// Returns the rates of optimizer step `step`, counted from 0 over the whole training.
using Schedule = std::function<Rates(std::int64_t step)>;

struct ScheduleKind {
  static constexpr const char* name = "schedule";
  using Factory = std::function<Schedule(const Params&, const ScheduleContext&)>;
};

/// Makes the schedule, preceded by a linear warm-up if `params` request one. The schedule itself then starts at the end
/// of the warm-up and spans the remaining steps.
Schedule make_schedule(const Params& params, ScheduleContext context);

/// Registers a schedule, with the keys of the warm-up and the constraint that it fits into the training.
Registration<ScheduleKind> register_schedule(Component schedule, const ScheduleKind::Factory& make);
/// The constraints that the rate `key` of a schedule with `lr_max` is at most the peak of the schedule.
std::vector<Constraint> at_most_peak(const std::string& key);

}  // namespace actsweep
