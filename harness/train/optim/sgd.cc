#include "harness/train/optim/update_rule.h"

namespace actsweep {
namespace {

std::unique_ptr<Optimizer> make_sgd(const Params& params) {
  const double momentum = params.real("momentum"), dampening = params.real("dampening");
  const bool nesterov = params.flag("nesterov");
  const auto lr_at = [lr_decay = params.real("lr_decay")](std::int64_t t, const Rates& rates) {
    return rates.lr / (1 + static_cast<double>(t - 1) * lr_decay);
  };
  UpdateRule rule{.scalars = [=](std::int64_t t, const Rates& rates) -> UpdateRule::Scalars {
    return {{"lr", lr_at(t, rates)}};
  }};
  if (momentum == 0) {
    rule.update = {{"p", "p - lr * g"}};
    return make_optimizer(std::move(rule), params);
  }
  rule.states = {{"v"}};
  rule.momentum = momentum;
  if (is_keras(params)) {
    rule.update = {{"v", "momentum * v - lr * g"}, {"p", nesterov ? "p + momentum * v - lr * g" : "p + v"}};
    return make_optimizer(std::move(rule), params);
  }
  rule.update = {{"v", "momentum * v + gain * g"}, {"p", nesterov ? "p - lr * (g + momentum * v)" : "p - lr * v"}};
  // The first velocity is the gradient itself.
  rule.scalars = [=](std::int64_t t, const Rates& rates) -> UpdateRule::Scalars {
    return {{"lr", lr_at(t, rates)}, {"gain", t == 1 ? 1 : 1 - dampening}};
  };
  return make_optimizer(std::move(rule), params);
}

const Registration<OptimizerKind> kSgd{
    {.name = "sgd",
     .aliases = {"SGD"},
     .summary = "stochastic gradient descent, with momentum and Nesterov's momentum",
     .source = "torch.optim.SGD; Sutskever et al., ICML 2013",
     .params = optimizer_params(
         Real("lr", 0.01),
         {Real("momentum", 0).at_least(0).below(1), Real("dampening", 0).at_least(0).at_most(1).doc("of the momentum"),
          Boolean("nesterov", false).doc("look ahead along the velocity; needs momentum"),
          Real("lr_decay", 0).at_least(0).doc("the rate of step t is lr / (1 + (t - 1) lr_decay): Keras's decay"),
          flavour_param("the velocity holds the learning rate of its time")}),
     .constraints = {Constraint("nesterov")
                         .when("nesterov", "==", true)
                         .when("momentum", "==", 0)
                         .because("Nesterov's momentum needs an optimizer.momentum above 0"),
                     Constraint("dampening")
                         .when("dampening", ">", 0)
                         .when("nesterov", "==", true)
                         .because("Nesterov's momentum is not dampened"),
                     Constraint("dampening")
                         .when("dampening", ">", 0)
                         .when("preset", "==", "keras")
                         .because("Keras has no dampening")}},
    make_sgd};

}  // namespace
}  // namespace actsweep
