#include <ATen/ATen.h>

#include "harness/train/optim/optimizer.h"
#include "harness/train/optim/update_rule.h"

namespace actsweep {
namespace {

/// Every k steps of an inner optimizer, slow weights move a fraction of the way to its weights, and it continues from
/// there.
class Lookahead : public Optimizer {
 public:
  Lookahead(std::unique_ptr<Optimizer> inner, const Params& params)
      : inner_(std::move(inner)), period_(params.integer("k")), alpha_(params.real("alpha")) {}

  void step(FlatParameters& parameters, const Rates& rates) override {
    if (!slow_.defined()) slow_ = parameters.values().clone();
    inner_->step(parameters, rates);
    if (++steps_ % period_ != 0) return;
    slow_.lerp_(parameters.values(), alpha_);
    parameters.values().copy_(slow_);
  }

  bool has_momentum() const override { return inner_->has_momentum(); }

  void visit_state(StateVisitor& visitor, const std::string& name) override {
    inner_->visit_state(visitor, name + ".inner");
    visitor.tensor(name + ".slow", slow_);
    visitor.value(name + ".steps", steps_);
  }

 private:
  std::unique_ptr<Optimizer> inner_;
  std::int64_t period_;
  double alpha_;
  at::Tensor slow_;
  std::int64_t steps_ = 0;
};

/// Appends the keys of Lookahead itself.
std::vector<Param> lookahead_params(std::vector<Param> inner, std::int64_t k) {
  inner.push_back(
      Integer("k", k).at_least(1).at_most(1e6).doc("steps of the inner optimizer per step of the slow weights"));
  inner.push_back(Real("alpha", 0.5).above(0).at_most(1).doc("step size of the slow weights"));
  return inner;
}

const Registration<OptimizerKind> kLookahead{
    {.name = "lookahead",
     .aliases = {"Lookahead"},
     .summary = "slow weights that interpolate towards those of an inner optimizer",
     .source = "Zhang et al., arXiv 1907.08610",
     .params = lookahead_params({ComponentOf("optimizer", "inner", "sgd").doc("inner optimizer")}, 5)},
    [](const Params& params) { return std::make_unique<Lookahead>(make_optimizer(params.child("inner")), params); }};

const Registration<OptimizerKind> kRanger{
    {.name = "ranger",
     .aliases = {"Ranger"},
     .summary = "RAdam inside Lookahead",
     .source = "Wright, lessw2020/Ranger-Deep-Learning-Optimizer, 2019, without its later gradient centralization",
     .params =
         optimizer_params(Real("lr", 1e-3), moment_params(0.95, Real("eps", 1e-5), lookahead_params({}, 6)), 0, true)},
    [](const Params& params) {
      const auto& radam = Registry<OptimizerKind>::instance().at("radam");
      return std::make_unique<Lookahead>(radam.make(params), params);
    }};

}  // namespace
}  // namespace actsweep
