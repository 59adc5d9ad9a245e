#include <cmath>
#include <numbers>

#include "harness/train/lr_schedule/schedule.h"

namespace actsweep {
namespace {

/// From `high` at progress 0 to `low` at 1.
double half_cosine(double high, double low, double progress) {
  return low + (high - low) * (1 + std::cos(std::numbers::pi * progress)) / 2;
}

/// PyTorch's users step a schedule once an epoch or once a batch; both are the same curve, sampled differently.
Param every() { return Choice("every", "epoch", {"epoch", "step"}).doc("how often the rate moves"); }

std::int64_t steps_per_move(const Params& params, const ScheduleContext& context) {
  return params.text("every") == "epoch" ? context.steps_per_epoch : 1;
}

/// Where the cosine starts: lr_max, or the optimizer's rate.
double highest(const Params& params, const ScheduleContext& context) {
  return params.has("lr_max") ? params.real("lr_max") : context.base_lr;
}

std::vector<Constraint> constraints() { return schedule_refusals(refuse_above_top("lr_min", "the cosine ends")); }

Param lr_min(const char* doc) { return Real("lr_min", 0).at_least(0).doc(doc); }

Schedule make_cosine(const Params& params, const ScheduleContext& context) {
  const double low = params.real("lr_min"), high = highest(params, context);
  const std::int64_t move = steps_per_move(params, context);
  const double moves = std::max(1.0, static_cast<double>(context.steps) / static_cast<double>(move));
  return [=](std::int64_t step) -> Rates {
    return {.lr = half_cosine(high, low, static_cast<double>(step / move) / moves)};
  };
}

const Registration<ScheduleKind> kCosine{
    {.name = "cosine",
     .summary = "half a cosine from the optimizer's learning rate, or lr_max, to lr_min",
     .source = "Loshchilov and Hutter, arXiv 1608.03983; torch.optim.lr_scheduler.CosineAnnealingLR",
     .params = schedule_params({lr_min("where the curve ends, after the last epoch"),
                                Real("lr_max", nullptr).at_least(0).doc("where it starts; unset: the optimizer's lr"),
                                every()}),
     .constraints = constraints()},
    make_cosine};

Schedule make_warm_restarts(const Params& params, const ScheduleContext& context) {
  const double low = params.real("lr_min"), high = highest(params, context);
  const std::int64_t move = steps_per_move(params, context);
  const auto period = static_cast<double>(params.integer("period"));
  const double growth = params.real("growth");
  return [=, epoch = static_cast<double>(context.steps_per_epoch)](std::int64_t step) -> Rates {
    double position = static_cast<double>(step / move * move) / epoch, length = period;
    while (position >= length) {
      position -= length;
      length *= growth;
    }
    return {.lr = half_cosine(high, low, position / length)};
  };
}

const Registration<ScheduleKind> kWarmRestarts{
    {.name = "warm_restarts",
     .aliases = {"sgdr"},
     .summary = "half cosines, one after the other, each from the top",
     .source = "Loshchilov and Hutter, arXiv 1608.03983; torch.optim.lr_scheduler.CosineAnnealingWarmRestarts",
     .params = schedule_params(
         {Integer("period", 10).at_least(1).at_most(1e6).doc("epochs of the first one"),
          Real("growth", 1).at_least(1).at_most(1e6).doc("each is so many times longer"), lr_min("where each ends"),
          Real("lr_max", nullptr).at_least(0).doc("where each starts; unset: the optimizer's lr"), every()}),
     .constraints = constraints()},
    make_warm_restarts};

}  // namespace
}  // namespace actsweep
