#include "harness/train/optim/update_rule.h"

namespace actsweep {
namespace {

std::unique_ptr<Optimizer> make_rmsprop(const Params& params) {
  const double momentum = params.real("momentum");
  UpdateRule rule{.constants = {{"rho", params.real("rho")}, {"eps", params.real("eps")}},
                  .states = {{"square"}},
                  .update = {{"square", "rho * square + (1 - rho) * g^2"}}};
  if (params.flag("centered")) {
    rule.states.push_back({"mean"});
    rule.update.push_back({"mean", "rho * mean + (1 - rho) * g"});
    rule.update.push_back({"root", "sqrt(max(0, square - mean^2))"});
  } else {
    rule.update.push_back({"root", "sqrt(square)"});
  }
  if (momentum == 0) {
    rule.update.push_back({"p", "p - lr * g / (root + eps)"});
  } else {
    rule.momentum = momentum;
    rule.states.push_back({"v"});
    rule.update.push_back({"v", "momentum * v + g / (root + eps)"});
    rule.update.push_back({"p", "p - lr * v"});
  }
  return make_optimizer(std::move(rule), params);
}

const Registration<OptimizerKind> kRmsprop{
    {.name = "rmsprop",
     .aliases = {"RMSprop", "RMSProp"},
     .summary = "divides gradients by the root of their running mean square",
     .source = "torch.optim.RMSprop; Tieleman and Hinton, Coursera lecture 6.5, 2012",
     .params = optimizer_params(
         Real("lr", 0.01).for_preset("keras", 0.001),
         {Real("rho", 0.99).for_preset("keras", 0.9).at_least(0).below(1).doc("decay rate of the mean square"),
          Real("eps", 1e-8).for_preset("keras", 1e-7).at_least(kMinEps).doc("added to the root of the mean square"),
          Real("momentum", 0).at_least(0).below(1).doc("momentum"),
          Boolean("centered", false).doc("normalize by the variance of the gradient instead of its mean square"),
          preset_param("other defaults")}),
     .constraints = {Constraint("momentum")
                         .when("momentum", ">", 0)
                         .when("preset", "==", "keras")
                         .because("RMSprop has no momentum in Keras"),
                     Constraint("centered")
                         .when("centered", "==", true)
                         .when("preset", "==", "keras")
                         .because("RMSprop is not centered in Keras")}},
    make_rmsprop};

}  // namespace
}  // namespace actsweep
