#include <cmath>
#include <numbers>

#include "harness/train/schedule/schedule.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

Schedule make_cosine(const Params& params, const ScheduleContext& context) {
  const double low = params.real("lr_min");
  const double high = context.base_lr;
  if (low > high) throw InputError("schedule.lr_min: the cosine ends above optimizer.lr, where it starts");
  // PyTorch's users step the schedule once an epoch or once a batch; both are the same curve, sampled differently.
  const std::int64_t steps_per_move = params.text("every") == "epoch" ? context.steps_per_epoch : 1;
  const double moves = static_cast<double>(context.epochs * context.steps_per_epoch / steps_per_move);
  return [=](std::int64_t step) {
    const double progress = static_cast<double>(step / steps_per_move) / moves;
    return low + (high - low) * (1 + std::cos(std::numbers::pi * progress)) / 2;
  };
}

const Registration<ScheduleKind> kCosine{
    {.name = "cosine",
     .summary = "half a cosine from the optimizer's learning rate to lr_min",
     .source = "Loshchilov and Hutter, arXiv 1608.03983; torch.optim.lr_scheduler.CosineAnnealingLR",
     .params = {Real("lr_min", 0).at_least(0).doc("where the curve ends, after the last epoch"),
                Choice("every", "epoch", {"epoch", "step"}).doc("how often the rate moves")}},
    make_cosine};

}  // namespace
}  // namespace actsweep
