#include "harness/train/optim/update_rule.h"

namespace actsweep {
namespace {

std::unique_ptr<Optimizer> make_sgd(const Params& params) {
  const double momentum = params.real("momentum"), dampening = params.real("dampening");
  const bool nesterov = params.flag("nesterov");
  if (momentum == 0) return make_optimizer({.update = {{"p", "p - lr * g"}}}, params);
  if (is_keras(params)) {
    return make_optimizer(
        {.states = {{"v"}},
         .update = {{"v", "momentum * v - lr * g"}, {"p", nesterov ? "p + momentum * v - lr * g" : "p + v"}},
         .momentum = momentum},
        params);
  }
  return make_optimizer(
      {.states = {{"v"}},
       .update = {{"v", "momentum * v + gain * g"}, {"p", nesterov ? "p - lr * (g + momentum * v)" : "p - lr * v"}},
       // The first velocity is the gradient itself.
       .scalars = [=](std::int64_t t, const Rates&) -> UpdateRule::Scalars {
         return {{"gain", t == 1 ? 1 : 1 - dampening}};
       },
       .momentum = momentum},
      params);
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
          flavour_param("the velocity holds the learning rate of its time")}),
     .refusals = {Refusal("nesterov")
                      .when("nesterov", "==", true)
                      .when("momentum", "==", 0)
                      .because("Nesterov's momentum needs an optimizer.momentum above 0"),
                  Refusal("dampening")
                      .when("dampening", ">", 0)
                      .when("nesterov", "==", true)
                      .because("Nesterov's momentum is not dampened"),
                  Refusal("dampening")
                      .when("dampening", ">", 0)
                      .when("flavour", "==", "keras")
                      .because("Keras has no dampening")}},
    make_sgd};

}  // namespace
}  // namespace actsweep
