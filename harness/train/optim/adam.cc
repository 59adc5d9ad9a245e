#include <ATen/ATen.h>

#include <cmath>

#include "harness/train/optim/optimizer.h"

namespace actsweep {
namespace {

class Adam : public Optimizer {
 public:
  explicit Adam(const Params& params)
      : beta1_(params.real("beta1")),
        beta2_(params.real("beta2")),
        eps_(params.real("eps")),
        weight_decay_(params.real("weight_decay")) {}

  void step(FlatParameters& parameters, double lr) override {
    at::Tensor gradient = parameters.gradients();
    if (weight_decay_ != 0) gradient = gradient.add(parameters.values(), weight_decay_);
    if (!mean_.defined()) {
      mean_ = at::zeros_like(gradient);
      square_ = at::zeros_like(gradient);
    }
    ++steps_;
    mean_.mul_(beta1_).add_(gradient, 1 - beta1_);
    square_.mul_(beta2_).addcmul_(gradient, gradient, 1 - beta2_);
    const double correction1 = 1 - std::pow(beta1_, steps_);
    const double correction2 = 1 - std::pow(beta2_, steps_);
    const at::Tensor denominator = square_.sqrt().div_(std::sqrt(correction2)).add_(eps_);
    parameters.values().addcdiv_(mean_, denominator, -lr / correction1);
  }

 private:
  double beta1_, beta2_, eps_, weight_decay_;
  at::Tensor mean_, square_;
  std::int64_t steps_ = 0;
};

const Registration<OptimizerKind> kAdam{
    {.name = "adam",
     .aliases = {"Adam"},
     .summary = "adaptive moment estimation",
     .source = "Kingma and Ba, arXiv 1412.6980; eps where torch.optim.Adam adds it",
     .params = {Real("lr", 1e-3).at_least(0).doc("learning rate"),
                Real("beta1", 0.9).at_least(0).below(1).doc("decay of the gradient's mean"),
                Real("beta2", 0.999).at_least(0).below(1).doc("decay of the squared gradient's mean"),
                Real("eps", 1e-8).at_least(0).doc("added to the root of the squared gradient's mean"),
                Real("weight_decay", 0).at_least(0).doc("added to the gradient times the weight (coupled, L2)")}},
    [](const Params& params) { return std::make_unique<Adam>(params); }};

}  // namespace
}  // namespace actsweep
