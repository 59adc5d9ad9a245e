#include <cmath>

#include "harness/train/optim/update_rule.h"

namespace actsweep {
namespace {

/// The bias correction 1 - beta^t of a running mean that starts at 0.
double correction(double beta, std::int64_t t) { return -std::expm1(static_cast<double>(t) * std::log(beta)); }

/// The first two moments of the gradient, which all of this family keep. The second is kept as a decayed sum of
/// squares, without its factor 1 - beta2, which saves a multiplication per parameter.
UpdateRule with_moments(const Params& params) {
  return {.constants = {{"beta2", params.real("beta2")}, {"eps", params.real("eps")}},
          .states = {{"mean"}, {"squares"}},
          .update = {{"mean", "momentum * mean + (1 - momentum) * g"}, {"squares", "beta2 * squares + g^2"}},
          .momentum = params.real("beta1")};
}

Param eps_with_preset() { return Real("eps", 1e-8).for_preset("keras", 1e-7); }

/// PyTorch adds eps after the bias correction, Keras before it.
std::unique_ptr<Optimizer> make_adam(const Params& params) {
  UpdateRule rule = with_moments(params);
  const double beta2 = params.real("beta2");
  const bool keras = params.declares("preset") && is_keras(params);
  std::string squares = "squares";
  if (params.flag("amsgrad")) {
    squares = "largest";
    rule.states.push_back({squares});
    rule.update.push_back({squares, "max(largest, squares)"});
  }
  rule.update.push_back({"p", "p - rate * (mean / (root * sqrt(" + squares + ") + eps))"});
  rule.scalars = [=](std::int64_t t, double lr, double beta1) -> UpdateRule::Scalars {
    const double root = std::sqrt(correction(beta2, t)), rate = lr / correction(beta1, t);
    if (keras) return {{"root", std::sqrt(1 - beta2)}, {"rate", rate * root}};
    return {{"root", std::sqrt(1 - beta2) / root}, {"rate", rate}};
  };
  return make_optimizer(std::move(rule), params);
}

Param amsgrad() {
  return Boolean("amsgrad", false)
      .doc("divide by the root of the largest mean square so far (Reddi et al., ICLR 2018)");
}

const Registration<OptimizerKind> kAdam{
    {.name = "adam",
     .aliases = {"Adam"},
     .summary = "adaptive moment estimation",
     .source = "torch.optim.Adam; Kingma and Ba, arXiv 1412.6980",
     .params = optimizer_params(
         Real("lr", 1e-3),
         moment_params(0.9, eps_with_preset(), {amsgrad(), preset_param("eps is added before the bias correction")}))},
    make_adam};

const Registration<OptimizerKind> kAdamW{
    {.name = "adamw",
     .aliases = {"AdamW"},
     .summary = "Adam with decoupled weight decay",
     .source = "torch.optim.AdamW; Loshchilov and Hutter, arXiv 1711.05101",
     .params = optimizer_params(Real("lr", 1e-3), moment_params(0.9, Real("eps", 1e-8), {amsgrad()}), 0.01, true)},
    make_adam};

std::unique_ptr<Optimizer> make_adamax(const Params& params) {
  UpdateRule rule = with_moments(params);
  rule.states[1].name = "norm";
  rule.update.pop_back();
  if (is_keras(params)) {
    rule.update.push_back({"norm", "max(beta2 * norm, abs(g))"});
    rule.update.push_back({"p", "p - rate * mean / (norm + eps)"});
  } else {
    rule.update.push_back({"norm", "max(beta2 * norm, abs(g) + eps)"});
    rule.update.push_back({"p", "p - rate * mean / norm"});
  }
  rule.scalars = [=](std::int64_t t, double lr, double beta1) -> UpdateRule::Scalars {
    return {{"rate", lr / correction(beta1, t)}};
  };
  return make_optimizer(std::move(rule), params);
}

const Registration<OptimizerKind> kAdamax{
    {.name = "adamax",
     .aliases = {"Adamax", "AdaMax"},
     .summary = "Adam with the infinity norm of past gradients instead of the root mean square",
     .source = "torch.optim.Adamax; Kingma and Ba, arXiv 1412.6980, section 7.1",
     .params = optimizer_params(Real("lr", 2e-3),
                                moment_params(0.9, eps_with_preset(),
                                              {preset_param("eps is added to the norm instead of to each gradient")}))},
    make_adamax};

/// The product of the momenta of the first steps.
struct MomentumProduct {
  double value = 1;
  std::int64_t steps = 0;
};

/// The momentum of Nadam warms up, and the bias corrections need the product of the momenta of all steps.
std::unique_ptr<Optimizer> make_nadam(const Params& params) {
  UpdateRule rule = with_moments(params);
  const double beta2 = params.real("beta2"), decay = params.real("momentum_decay");
  const auto product = std::make_shared<MomentumProduct>();
  rule.update.push_back({"p", "p - (of_gradient * g + of_mean * mean) / (root * sqrt(squares) + eps)"});
  rule.scalars = [=](std::int64_t t, double lr, double beta1) -> UpdateRule::Scalars {
    const auto momentum_in = [&](std::int64_t step) {
      return beta1 * (1 - 0.5 * std::pow(0.96, static_cast<double>(step) * decay));
    };
    if (t <= product->steps) *product = {};
    while (product->steps < t) product->value *= momentum_in(++product->steps);
    const double next = momentum_in(t + 1);
    return {{"of_gradient", lr * (1 - momentum_in(t)) / (1 - product->value)},
            {"of_mean", lr * next / (1 - product->value * next)},
            {"root", std::sqrt((1 - beta2) / correction(beta2, t))}};
  };
  rule.visit_scalar_state = [=](StateVisitor& visitor, const std::string& name) {
    visitor.value(name + ".momentum.product", product->value);
    visitor.value(name + ".momentum.product_steps", product->steps);
  };
  return make_optimizer(std::move(rule), params);
}

const Registration<OptimizerKind> kNadam{
    {.name = "nadam",
     .aliases = {"Nadam", "NAdam"},
     .summary = "Adam with Nesterov momentum",
     .source = "torch.optim.NAdam; Dozat, ICLR workshop 2016",
     .params = optimizer_params(
         Real("lr", 2e-3),
         moment_params(
             0.9, eps_with_preset(),
             {Real("momentum_decay", 4e-3).at_least(0).doc("speed of the momentum's warm-up; schedule_decay in Keras"),
              preset_param("another default of eps")}))},
    make_nadam};

/// The variance rectification of step t, or 0 while the variance is intractable.
double rectification(double beta2, std::int64_t t) {
  const double steps = static_cast<double>(t), longest = 2 / (1 - beta2) - 1;
  const double length = longest - 2 * steps * std::pow(beta2, steps) / correction(beta2, t);
  if (length <= 5) return 0;
  return std::sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
}

std::unique_ptr<Optimizer> make_radam(const Params& params) {
  UpdateRule rule = with_moments(params);
  const double beta2 = params.real("beta2");
  rule.update.push_back({"p", "p - rate * mean * where(rectified > 0, rectified / (root * sqrt(squares) + eps), 1)"});
  rule.scalars = [=](std::int64_t t, double lr, double beta1) -> UpdateRule::Scalars {
    return {{"rate", lr / correction(beta1, t)},
            {"root", std::sqrt(1 - beta2)},
            {"rectified", rectification(beta2, t) * std::sqrt(correction(beta2, t))}};
  };
  return make_optimizer(std::move(rule), params);
}

const Registration<OptimizerKind> kRadam{
    {.name = "radam",
     .aliases = {"RAdam"},
     .summary = "Adam with rectified variance of the first steps",
     .source = "torch.optim.RAdam; Liu et al., arXiv 1908.03265",
     .params = optimizer_params(Real("lr", 1e-3), moment_params(0.9, Real("eps", 1e-8), {}))},
    make_radam};

}  // namespace
}  // namespace actsweep
