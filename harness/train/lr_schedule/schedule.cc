#include "harness/train/lr_schedule/schedule.h"

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
  return [=, then = entry.make(params, rest)](std::int64_t step) -> Rates {
    Rates rates = then(std::max<std::int64_t>(0, step - warmup));
    if (step < warmup) rates.lr *= start + (1 - start) * static_cast<double>(step) / static_cast<double>(warmup);
    return rates;
  };
}

std::vector<Param> schedule_params(std::vector<Param> own) {
  own.push_back(
      Real("warmup", 0)
          .at_least(0)
          .at_most(1e6)
          .doc(
              "epochs, also parts of one, over which the rate first rises linearly to where the schedule starts; other "
              "epochs of a schedule count from there on"));
  own.push_back(
      Real("warmup_start", 0.1).at_least(0).at_most(1).doc("part of the schedule's first rate at the outset"));
  return own;
}

std::vector<Constraint> schedule_refusals(std::vector<Constraint> own) {
  own.push_back(Constraint("warmup").when("warmup", ">", "@/epochs").because("the training ends before the warm-up"));
  return own;
}

std::vector<Constraint> refuse_above_top(const std::string& key, const std::string& what) {
  std::vector<Constraint> constraints = {
      Constraint(key).when(key, ">", "@lr_max").because(what + " above schedule.lr_max, its top")};
  for (const std::string lr : {"optimizer.lr", "optimizer.inner.lr"}) {
    constraints.push_back(
        Constraint(key).when("lr_max", "unset").when(key, ">", "@/" + lr).because(what + " above " + lr + ", its top"));
  }
  return constraints;
}

}  // namespace actsweep
