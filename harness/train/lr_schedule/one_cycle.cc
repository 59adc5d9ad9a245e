#include <cmath>
#include <numbers>

#include "harness/train/lr_schedule/schedule.h"

namespace actsweep {
namespace {

/// A leg of the cycle: from step `begin` to step `end`, between values at its two ends.
struct Leg {
  double end;
  double lr_from, lr_to, momentum_from, momentum_to;
};

Schedule make_one_cycle(const Params& params, const ScheduleContext& context) {
  const double high = params.has("lr_max") ? params.real("lr_max") : context.base_lr;
  const double first = params.has("lr_start") ? params.real("lr_start") : high / 25;
  const double last = params.has("lr_end") ? params.real("lr_end") : first / 1e4;
  const double most = params.real("momentum_max"), least = params.real("momentum_min");
  const bool is_linear = params.text("shape") == "linear", moves_momentum = params.flag("cycle_momentum");
  const auto steps = static_cast<double>(context.steps);
  const double up = params.real("rise") * steps - 1;
  std::vector<Leg> legs = {{up, first, high, most, least}};
  if (params.flag("three_phase")) {
    legs.push_back({2 * params.real("rise") * steps - 2, high, first, least, most});
    legs.push_back({steps - 1, first, last, most, most});
  } else {
    legs.push_back({steps - 1, high, last, least, most});
  }
  return [=](std::int64_t step) -> Rates {
    double begin = 0;
    std::size_t k = 0;
    while (k + 1 < legs.size() && static_cast<double>(step) > legs[k].end) begin = legs[k++].end;
    const Leg& leg = legs[k];
    const double length = leg.end - begin;
    const double part = length > 0 ? (static_cast<double>(step) - begin) / length : 1;
    const double along = is_linear ? part : (1 - std::cos(std::numbers::pi * part)) / 2;
    Rates rates{.lr = leg.lr_from + (leg.lr_to - leg.lr_from) * along};
    if (moves_momentum) rates.momentum = leg.momentum_from + (leg.momentum_to - leg.momentum_from) * along;
    return rates;
  };
}

std::vector<Constraint> constraints() {
  std::vector<Constraint> constraints = refuse_above_top("lr_start", "the cycle starts");
  for (Constraint& refusal : refuse_above_top("lr_end", "the cycle ends")) constraints.push_back(std::move(refusal));
  constraints.push_back(
      Constraint("rise")
          .when("three_phase", "==", true)
          .when("rise", ">", 0.499)
          .because("three phases need two that are as long, and some steps for the last: less than half"));
  constraints.push_back(Constraint("momentum_min")
                            .when("cycle_momentum", "==", true)
                            .when("momentum_min", ">", "@momentum_max")
                            .because("it is above schedule.momentum_max"));
  for (const std::string optimizer : {"optimizer", "optimizer.inner"}) {
    constraints.push_back(Constraint("cycle_momentum")
                              .when("cycle_momentum", "==", true)
                              .when("/" + optimizer + ".momentum", "==", 0)
                              .because(optimizer + ".momentum is 0: give it a momentum to move, or say false"));
    constraints.push_back(Constraint("cycle_momentum")
                              .when("cycle_momentum", "==", true)
                              .when("/" + optimizer + ".lr", ">", -1)  // there is such an optimizer
                              .when("/" + optimizer + ".momentum", "unread")
                              .when("/" + optimizer + ".beta1", "unread")
                              .because("the optimizer has no momentum to move: say false"));
  }
  return constraints;
}

const Registration<ScheduleKind> kOneCycle{
    {.name = "one_cycle",
     .aliases = {"onecycle", "OneCycle"},
     .summary = "up to lr_max and down again, the momentum the other way round",
     .source = "Smith and Topin, arXiv 1708.07120; torch.optim.lr_scheduler.OneCycleLR",
     .params =
         schedule_params({Real("lr_max", nullptr).at_least(0).doc("the top; unset: the optimizer's lr"),
                          Real("lr_start", nullptr).at_least(0).doc("where it starts; unset: lr_max / 25"),
                          Real("lr_end", nullptr).at_least(0).doc("where it ends; unset: a ten-thousandth of lr_start"),
                          Real("rise", 0.3).above(0).below(1).doc("part of all steps in which the rate rises"),
                          Choice("shape", "cosine", {"cosine", "linear"}).doc("of its legs"),
                          Boolean("three_phase", false).doc("down to lr_start as fast as it rose, and then to lr_end"),
                          Boolean("cycle_momentum", true).doc("whether the momentum, or Adam's beta1, moves too"),
                          Real("momentum_min", 0.85).at_least(0).below(1).doc("the momentum at the top"),
                          Real("momentum_max", 0.95).at_least(0).below(1).doc("the momentum at both ends")}),
     .constraints = schedule_refusals(constraints())},
    make_one_cycle};

}  // namespace
}  // namespace actsweep
