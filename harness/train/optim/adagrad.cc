#include "harness/train/optim/update_rule.h"

namespace actsweep {
namespace {

std::unique_ptr<Optimizer> make_adagrad(const Params& params) {
  const double lr_decay = params.real("lr_decay");
  return make_optimizer({.constants = {{"eps", params.real("eps")}},
                         .states = {{"sum", params.real("initial")}},
                         .update = {{"sum", "sum + g^2"}, {"p", "p - decayed_lr * g / (sqrt(sum) + eps)"}},
                         .scalars = [=](std::int64_t t, double lr, double) -> UpdateRule::Scalars {
                           return {{"decayed_lr", lr / (1 + static_cast<double>(t - 1) * lr_decay)}};
                         }},
                        params);
}

const Registration<OptimizerKind> kAdagrad{
    {.name = "adagrad",
     .aliases = {"Adagrad", "AdaGrad"},
     .summary = "divides gradients by the root of the sum of their squares",
     .source = "torch.optim.Adagrad; Duchi, Hazan and Singer, JMLR 12, 2011",
     .params = optimizer_params(
         Real("lr", 0.01),
         {Real("lr_decay", 0).at_least(0).doc("the learning rate of step t is lr / (1 + (t - 1) lr_decay)"),
          Real("initial", 0).at_least(0).at_most(1e6).doc("initial value of the sum of squares"),
          Real("eps", 1e-10).for_preset("keras", 1e-7).at_least(kMinEps).doc("added to the root of the sum"),
          preset_param("another default of eps")})},
    make_adagrad};

std::unique_ptr<Optimizer> make_adadelta(const Params& params) {
  return make_optimizer({.constants = {{"rho", params.real("rho")}, {"eps", params.real("eps")}},
                         .states = {{"square"}, {"moved"}},
                         .update = {{"square", "rho * square + (1 - rho) * g^2"},
                                    {"move", "g * sqrt((moved + eps) / (square + eps))"},
                                    {"moved", "rho * moved + (1 - rho) * move^2"},
                                    {"p", "p - lr * move"}}},
                        params);
}

const Registration<OptimizerKind> kAdadelta{
    {.name = "adadelta",
     .aliases = {"Adadelta", "AdaDelta"},
     .summary = "scales gradients by the ratio of the running mean squares of steps and gradients",
     .source = "torch.optim.Adadelta; Zeiler, arXiv 1212.5701",
     .params = optimizer_params(
         Real("lr", 1),
         {Real("rho", 0.9).for_preset("keras", 0.95).at_least(0).below(1).doc("decay of both mean squares"),
          Real("eps", 1e-6).for_preset("keras", 1e-7).at_least(kMinEps).doc("added to both mean squares"),
          preset_param("other defaults")})},
    make_adadelta};

}  // namespace
}  // namespace actsweep
