#include "harness/train/schedule/schedule.h"

#include <algorithm>
#include <cmath>

namespace actsweep {

Schedule make_schedule(const Params& params, const ScheduleContext& context) {
  const auto& entry = Registry<ScheduleKind>::instance().at(params.name());
  const double epochs = params.real("warmup"), start = params.real("warmup_start");
  const auto wanted = std::llround(epochs * static_cast<double>(context.steps_per_epoch));
  const std::int64_t warmup = std::min<std::int64_t>(wanted, context.steps);
  if (warmup == 0) return entry.make(params, context);
  ScheduleContext rest = context;
  rest.steps = std::max<std::int64_t>(1, context.steps - warmup);
  return [=, lr = context.base_lr, then = entry.make(params, rest)](std::int64_t step) -> Rates {
    if (step >= warmup) return then(step - warmup);
    return {.lr = lr * (start + (1 - start) * static_cast<double>(step) / static_cast<double>(warmup))};
  };
}

std::vector<Param> schedule_params(std::vector<Param> own) {
  own.push_back(Real("warmup", 0)
                    .at_least(0)
                    .at_most(1e6)
                    .doc("epochs, also parts of one, over which the rate first rises linearly to the optimizer's"));
  own.push_back(Real("warmup_start", 0.1).at_least(0).at_most(1).doc("part of the optimizer's rate where that begins"));
  return own;
}

}  // namespace actsweep
