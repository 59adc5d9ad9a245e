#include "harness/train/optim/update_rule.h"

namespace actsweep {
namespace {

std::unique_ptr<Optimizer> make_sgd(const Params& params) {
  const double momentum = params.real("momentum");
  const bool nesterov = params.flag("nesterov");
  const auto lr_at = [lr_decay = params.real("lr_decay")](std::int64_t t, double lr) {
    return lr / (1 + static_cast<double>(t - 1) * lr_decay);
  };
  UpdateRule rule{.update = {{"p", "p - lr * g"}}, .scalars = [=](std::int64_t t, double lr, double) {
                    return UpdateRule::Scalars{{"lr", lr_at(t, lr)}};
                  }};
  if (momentum == 0) return make_optimizer(std::move(rule), params);
  rule.states = {{"v"}};
  rule.momentum = momentum;
  if (is_keras(params)) {
    rule.update = {{"v", "momentum * v - lr * g"}, {"p", nesterov ? "p + momentum * v - lr * g" : "p + v"}};
    return make_optimizer(std::move(rule), params);
  }
  rule.update = {{"v", "momentum * v + gain * g"}, {"p", nesterov ? "p - lr * (g + momentum * v)" : "p - lr * v"}};
  // The first step is not dampened.
  rule.scalars = [=, dampening = params.real("dampening")](std::int64_t t, double lr, double) -> UpdateRule::Scalars {
    return {{"lr", lr_at(t, lr)}, {"gain", t == 1 ? 1 : 1 - dampening}};
  };
  return make_optimizer(std::move(rule), params);
}

const Registration<OptimizerKind> kSgd{
    {.name = "sgd",
     .aliases = {"SGD"},
     .summary = "stochastic gradient descent, optionally with momentum or Nesterov momentum",
     .source = "torch.optim.SGD; Sutskever et al., ICML 2013",
     .params = optimizer_params(
         Real("lr", 0.01), {Real("momentum", 0).at_least(0).below(1).doc("momentum"),
                            Real("dampening", 0).at_least(0).at_most(1).doc("dampening of the momentum"),
                            Boolean("nesterov", false).doc("use Nesterov momentum"),
                            Real("lr_decay", 0)
                                .at_least(0)
                                .doc("the learning rate of step t is lr / (1 + (t - 1) lr_decay), as decay in Keras"),
                            preset_param("the velocity includes the learning rate of each step")}),
     .constraints = {Constraint("nesterov")
                         .when("nesterov", "==", true)
                         .when("momentum", "==", 0)
                         .because("Nesterov momentum needs optimizer.momentum above 0"),
                     Constraint("dampening")
                         .when("dampening", ">", 0)
                         .when("nesterov", "==", true)
                         .because("Nesterov momentum is not dampened"),
                     Constraint("dampening")
                         .when("dampening", ">", 0)
                         .when("preset", "==", "keras")
                         .because("SGD has no dampening in Keras")}},
    make_sgd};

}  // namespace
}  // namespace actsweep
