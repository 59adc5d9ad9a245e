#pragma once

#include <cstdint>
#include <functional>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"

namespace actsweep {

/// What a learning-rate schedule knows of the training it steers.
struct ScheduleContext {
  double base_lr = 0;  ///< optimizer.lr
  std::int64_t epochs = 0;
  std::int64_t steps_per_epoch = 0;
};

/// The learning rate of optimizer step `step`, counted from 0 over the whole training.
using Schedule = std::function<double(std::int64_t step)>;

struct ScheduleKind {
  static constexpr const char* name = "schedule";
  using Factory = std::function<Schedule(const Params&, const ScheduleContext&)>;
};

}  // namespace actsweep
