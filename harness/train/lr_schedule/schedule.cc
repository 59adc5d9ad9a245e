#include "harness/train/lr_schedule/schedule.h"

#include <algorithm>
#include <cmath>

namespace actsweep {
namespace {

const auto kConstant = register_schedule({.name = "constant", .summary = "keeps the optimizer's learning rate"},
                                         [](const Params&, const ScheduleContext& context) {
                                           return [lr = context.base_lr](std::int64_t) -> Rates { return {.lr = lr}; };
                                         });

}  // namespace

Schedule make_schedule(const Params& params, ScheduleContext context) {
  const auto& entry = Registry<ScheduleKind>::instance().at(params.name());
  if (params.declares("lr_max") && params.has("lr_max")) context.base_lr = params.real("lr_max");
  const double epochs = params.real("warmup"), start = params.real("warmup_start");
  const auto wanted = std::llround(epochs * static_cast<double>(context.steps_per_epoch));
  const std::int64_t warmup = std::min<std::int64_t>(wanted, context.steps);
  if (warmup == 0) return entry.make(params, context);
  context.steps = std::max<std::int64_t>(1, context.steps - warmup);
  return [=, then = entry.make(params, context)](std::int64_t step) -> Rates {
    Rates rates = then(std::max<std::int64_t>(0, step - warmup));
    if (step < warmup) rates.lr *= start + (1 - start) * static_cast<double>(step) / static_cast<double>(warmup);
    return rates;
  };
}

Registration<ScheduleKind> register_schedule(Component schedule, const ScheduleKind::Factory& make) {
  schedule.params.push_back(
      Real("warmup", 0)
          .at_least(0)
          .at_most(1e6)
          .doc("epochs, possibly fractional, of linear warm-up before the schedule; the other epochs of a schedule "
               "count from the end of the warm-up"));
  schedule.params.push_back(
      Real("warmup_start", 0.1)
          .at_least(0)
          .at_most(1)
          .doc("learning rate at the start of the warm-up, as a fraction of the schedule's first rate"));
  schedule.constraints.push_back(
      Constraint("warmup").when("warmup", ">", "@/epochs").because("the warm-up is longer than the training"));
  return {schedule, make};
}

std::vector<Constraint> at_most_peak(const std::string& key) {
  std::vector<Constraint> constraints = {
      Constraint(key).when(key, ">", "@lr_max").because("it is above schedule.lr_max, the peak of the schedule")};
  for (const std::string lr : {"optimizer.lr", "optimizer.inner.lr"}) {
    constraints.push_back(Constraint(key)
                              .when("lr_max", "unset")
                              .when(key, ">", "@/" + lr)
                              .because("it is above " + lr + ", the peak of the schedule"));
  }
  return constraints;
}

}  // namespace actsweep
