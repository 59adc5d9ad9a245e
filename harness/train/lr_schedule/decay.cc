// Schedules that multiply the learning rate by a factor at certain epochs.

#include <algorithm>
#include <cmath>

#include "harness/train/lr_schedule/schedule.h"

namespace actsweep {
namespace {

Param factor() { return Real("factor", 0.1).above(0).at_most(1).doc("factor of each drop"); }

/// lr * factor^power(epoch), with epochs counted from 0.
template <typename Power>
Schedule powers(const Params& params, const ScheduleContext& context, Power power) {
  return [=, factor = params.real("factor")](std::int64_t step) -> Rates {
    return {.lr = context.base_lr * std::pow(factor, power(step / context.steps_per_epoch))};
  };
}

const auto kStep = register_schedule(
    {.name = "step",
     .summary = "multiplies the learning rate by factor every period epochs",
     .source = "torch.optim.lr_scheduler.StepLR",
     .params = {Integer("period", 30).at_least(1).at_most(1e6).doc("epochs between drops"), factor()},
     .constraints =
         {Constraint("period").when("period", ">", "@/epochs").because("the training ends before the first drop")}},
    [](const Params& params, const ScheduleContext& context) {
      return powers(params, context,
                    [period = params.integer("period")](std::int64_t epoch) { return epoch / period; });
    });

/// lr times the factor of each milestone that the epoch has reached.
Schedule make_multi_step(const Params& params, const ScheduleContext& context) {
  const std::vector<double> milestones = params.numbers("milestones");
  if (!params.has("factors")) {
    return powers(params, context, [milestones](std::int64_t epoch) {
      return std::count_if(milestones.begin(), milestones.end(),
                           [&](double milestone) { return static_cast<double>(epoch) >= milestone; });
    });
  }
  return [=, factors = params.numbers("factors")](std::int64_t step) -> Rates {
    Rates rates{.lr = context.base_lr};
    for (std::size_t k = 0; k < milestones.size(); ++k) {
      if (static_cast<double>(step / context.steps_per_epoch) >= milestones[k]) rates.lr *= factors[k];
    }
    return rates;
  };
}

const auto kMultiStep = register_schedule(
    {.name = "multi_step",
     .summary = "multiplies the learning rate by factor at each milestone",
     .source = "torch.optim.lr_scheduler.MultiStepLR",
     .params =
         {Numbers("milestones", "30 60 90").at_least(1).at_most(1e6).doc("epochs after which the learning rate drops"),
          factor(),
          Numbers("factors", nullptr)
              .above(0)
              .at_most(1)
              .doc("one factor per milestone, such as 0.2 0.2 0.5; unset: factor for all")},
     .constraints = {Constraint("factors")
                         .when("factors", "counts differ", "@milestones")
                         .because("it needs one factor for each of schedule.milestones")}},
    make_multi_step);

const auto kExponential =
    register_schedule({.name = "exponential",
                       .summary = "multiplies the learning rate by factor every epoch",
                       .source = "torch.optim.lr_scheduler.ExponentialLR",
                       .params = {Real("factor", 0.95).above(0).at_most(1).doc("factor of each epoch")}},
                      [](const Params& params, const ScheduleContext& context) {
                        return powers(params, context, [](std::int64_t epoch) { return epoch; });
                      });

}  // namespace
}  // namespace actsweep
