#include <cmath>
#include <numbers>

#include "harness/train/lr_schedule/schedule.h"

namespace actsweep {
namespace {

/// A phase of the cycle, in which rate and momentum move from one value to another.
struct Phase {
  double end;  ///< step; a phase begins where the one before ends
  double lr_from, lr_to, momentum_from, momentum_to;
};

Schedule make_one_cycle(const Params& params, const ScheduleContext& context) {
  const double high = context.base_lr;
  const double first = params.has("lr_start") ? params.real("lr_start") : high / 25;
  const double last = params.has("lr_end") ? params.real("lr_end") : first / 1e4;
  const double momentum_max = params.real("momentum_max"), momentum_min = params.real("momentum_min");
  const bool is_linear = params.text("shape") == "linear", cycles_momentum = params.flag("cycle_momentum");
  const auto steps = static_cast<double>(context.steps);
  const double up = params.real("rise") * steps - 1;
  std::vector<Phase> phases = {{up, first, high, momentum_max, momentum_min}};
  if (params.flag("three_phase")) {
    phases.push_back({2 * params.real("rise") * steps - 2, high, first, momentum_min, momentum_max});
    phases.push_back({steps - 1, first, last, momentum_max, momentum_max});
  } else {
    phases.push_back({steps - 1, high, last, momentum_min, momentum_max});
  }
  return [=](std::int64_t step) -> Rates {
    double begin = 0;
    std::size_t k = 0;
    while (k + 1 < phases.size() && static_cast<double>(step) > phases[k].end) begin = phases[k++].end;
    const Phase& phase = phases[k];
    const double length = phase.end - begin;
    const double part = length > 0 ? (static_cast<double>(step) - begin) / length : 1;
    const double along = is_linear ? part : (1 - std::cos(std::numbers::pi * part)) / 2;
    Rates rates{.lr = phase.lr_from + (phase.lr_to - phase.lr_from) * along};
    if (cycles_momentum) rates.momentum = phase.momentum_from + (phase.momentum_to - phase.momentum_from) * along;
    return rates;
  };
}

std::vector<Constraint> constraints() {
  std::vector<Constraint> constraints = at_most_peak("lr_start");
  for (Constraint& constraint : at_most_peak("lr_end")) constraints.push_back(std::move(constraint));
  constraints.push_back(
      Constraint("rise")
          .when("three_phase", "==", true)
          .when("rise", ">", 0.499)
          .because(
              "with three_phase it must be at most 0.499, because the rate also falls for this fraction of the steps"));
  constraints.push_back(Constraint("momentum_min")
                            .when("cycle_momentum", "==", true)
                            .when("momentum_min", ">", "@momentum_max")
                            .because("it is above schedule.momentum_max"));
  for (const std::string optimizer : {"optimizer", "optimizer.inner"}) {
    constraints.push_back(Constraint("cycle_momentum")
                              .when("cycle_momentum", "==", true)
                              .when("/" + optimizer + ".momentum", "==", 0)
                              .because(optimizer + ".momentum is 0: set it above 0, or set this to false"));
    constraints.push_back(Constraint("cycle_momentum")
                              .when("cycle_momentum", "==", true)
                              .when("/" + optimizer + ".lr", ">", -1)  // this optimizer exists
                              .when("/" + optimizer + ".momentum", "unread")
                              .when("/" + optimizer + ".beta1", "unread")
                              .because("the optimizer has no momentum to cycle: set this to false"));
  }
  return constraints;
}

const auto kOneCycle = register_schedule(
    {.name = "one_cycle",
     .aliases = {"onecycle", "OneCycle"},
     .summary =
         "raises the learning rate to lr_max and lowers it again, while momentum moves in the opposite direction",
     .source = "Smith and Topin, arXiv 1708.07120; torch.optim.lr_scheduler.OneCycleLR",
     .params = {Real("lr_max", nullptr).at_least(0).doc("peak learning rate; unset: the optimizer's lr"),
                Real("lr_start", nullptr).at_least(0).doc("learning rate at the start; unset: lr_max / 25"),
                Real("lr_end", nullptr).at_least(0).doc("learning rate at the end; unset: lr_start / 10,000"),
                Real("rise", 0.3).above(0).below(1).doc("fraction of all steps in which the learning rate rises"),
                Choice("shape", "cosine", {"cosine", "linear"}).doc("shape of the rise and of the falls"),
                Boolean("three_phase", false).doc("fall to lr_start as fast as the rise, then to lr_end"),
                Boolean("cycle_momentum", true).doc("whether to cycle the momentum, or Adam's beta1, too"),
                Real("momentum_min", 0.85).at_least(0).below(1).doc("momentum at the peak"),
                Real("momentum_max", 0.95).at_least(0).below(1).doc("momentum at the start and at the end")},
     .constraints = constraints()},
    make_one_cycle);

}  // namespace
}  // namespace actsweep
