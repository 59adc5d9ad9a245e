#include <cmath>
#include <numbers>

#include "harness/train/lr_schedule/schedule.h"

namespace actsweep {
namespace {

/// From `high` at progress 0 to `low` at 1.
double half_cosine(double high, double low, double progress) {
  return low + (high - low) * (1 + std::cos(std::numbers::pi * progress)) / 2;
}

/// PyTorch programs step a scheduler after every epoch or after every batch: the same curve, sampled differently.
Param every() { return Choice("every", "epoch", {"epoch", "step"}).doc("how often the learning rate is updated"); }

std::int64_t steps_per_update(const Params& params, const ScheduleContext& context) {
  return params.text("every") == "epoch" ? context.steps_per_epoch : 1;
}

Param lr_min(const char* doc) { return Real("lr_min", 0).at_least(0).doc(doc); }

Schedule make_cosine(const Params& params, const ScheduleContext& context) {
  const double low = params.real("lr_min"), high = context.base_lr;
  const std::int64_t interval = steps_per_update(params, context);
  const double updates = std::max(1.0, static_cast<double>(context.steps) / static_cast<double>(interval));
  return [=](std::int64_t step) -> Rates {
    return {.lr = half_cosine(high, low, static_cast<double>(step / interval) / updates)};
  };
}

const auto kCosine = register_schedule(
    {.name = "cosine",
     .summary = "cosine annealing from the optimizer's learning rate, or lr_max, to lr_min",
     .source = "Loshchilov and Hutter, arXiv 1608.03983; torch.optim.lr_scheduler.CosineAnnealingLR",
     .params = {lr_min("learning rate after the last epoch"),
                Real("lr_max", nullptr).at_least(0).doc("learning rate at the start; unset: the optimizer's lr"),
                every()},
     .constraints = at_most_peak("lr_min")},
    make_cosine);

Schedule make_warm_restarts(const Params& params, const ScheduleContext& context) {
  const double low = params.real("lr_min"), high = context.base_lr;
  const std::int64_t interval = steps_per_update(params, context);
  const auto period = static_cast<double>(params.integer("period"));
  const double growth = params.real("growth");
  return [=, epoch = static_cast<double>(context.steps_per_epoch)](std::int64_t step) -> Rates {
    double position = static_cast<double>(step / interval * interval) / epoch, length = period;
    while (position >= length) {
      position -= length;
      length *= growth;
    }
    return {.lr = half_cosine(high, low, position / length)};
  };
}

const auto kWarmRestarts = register_schedule(
    {.name = "warm_restarts",
     .aliases = {"sgdr"},
     .summary = "cosine annealing that restarts from the peak after each cycle",
     .source = "Loshchilov and Hutter, arXiv 1608.03983; torch.optim.lr_scheduler.CosineAnnealingWarmRestarts",
     .params =
         {Integer("period", 10).at_least(1).at_most(1e6).doc("epochs of the first cycle"),
          Real("growth", 1).at_least(1).at_most(1e6).doc("each cycle is this many times as long as the one before"),
          lr_min("learning rate at the end of each cycle"),
          Real("lr_max", nullptr)
              .at_least(0)
              .doc("learning rate at the start of each cycle; unset: the optimizer's lr"),
          every()},
     .constraints = at_most_peak("lr_min")},
    make_warm_restarts);

}  // namespace
}  // namespace actsweep
