#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "harness/train/lr_schedule/rates.h"

namespace actsweep {

/// What a learning-rate schedule knows of the training it steers.
struct ScheduleContext {
  double base_lr = 0;  ///< the optimizer's
  std::int64_t epochs = 0;
  std::int64_t steps_per_epoch = 0;
  std::int64_t steps = epochs * steps_per_epoch;  ///< fewer where a warm-up came before
};

/// The rates of optimizer step `step`, counted from 0 over the whole training.
using Schedule = std::function<Rates(std::int64_t step)>;

struct ScheduleKind {
  static constexpr const char* name = "schedule";
  using Factory = std::function<Schedule(const Params&, const ScheduleContext&)>;
};

/// The schedule of these parameters, after a linear warm-up if they ask for one. The schedule itself then begins where
/// the warm-up ends and has the steps that are left.
Schedule make_schedule(const Params& params, const ScheduleContext& context);

/// A schedule's own declarations, and the keys of the warm-up, which all have.
std::vector<Param> schedule_params(std::vector<Param> own);
/// A schedule's own constraints, and that of a warm-up longer than the training.
std::vector<Constraint> schedule_refusals(std::vector<Constraint> own = {});
/// Where the rate `key` lies above the top of a schedule with `lr_max`; `what` says what it is there, as "it ends".
std::vector<Constraint> refuse_above_top(const std::string& key, const std::string& what);

}  // namespace actsweep
