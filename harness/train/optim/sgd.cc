#include <ATen/ATen.h>

#include "harness/train/optim/optimizer.h"
#include "harness/util/error.h"

namespace actsweep {
namespace {

class Sgd : public Optimizer {
 public:
  explicit Sgd(const Params& params)
      : momentum_(params.real("momentum")),
        nesterov_(params.flag("nesterov")),
        weight_decay_(params.real("weight_decay")) {
    if (nesterov_ && momentum_ == 0) {
      throw InputError("optimizer.nesterov: Nesterov's momentum needs optimizer.momentum above 0");
    }
  }

  void step(FlatParameters& parameters, double lr) override {
    at::Tensor update = parameters.gradients();
    if (weight_decay_ != 0) update = update.add(parameters.values(), weight_decay_);
    if (momentum_ != 0) {
      // The first velocity is the gradient itself, as in PyTorch.
      velocity_ = velocity_.defined() ? velocity_.mul_(momentum_).add_(update) : update.clone();
      update = nesterov_ ? update.add(velocity_, momentum_) : velocity_;
    }
    parameters.values().add_(update, -lr);
  }

 private:
  double momentum_;
  bool nesterov_;
  double weight_decay_;
  at::Tensor velocity_;
};

const Registration<OptimizerKind> kSgd{
    {.name = "sgd",
     .aliases = {"SGD"},
     .summary = "stochastic gradient descent, with momentum and Nesterov's momentum",
     .source = "update rule of torch.optim.SGD; Sutskever et al., ICML 2013",
     .params = {Real("lr", 0.01).at_least(0).doc("learning rate"), Real("momentum", 0).at_least(0).below(1),
                Boolean("nesterov", false).doc("look ahead along the velocity; needs momentum"),
                Real("weight_decay", 0).at_least(0).doc("added to the gradient times the weight (coupled, L2)")}},
    [](const Params& params) { return std::make_unique<Sgd>(params); }};

}  // namespace
}  // namespace actsweep
