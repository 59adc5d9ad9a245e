#pragma once

#include <functional>
#include <memory>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "harness/train/lr_schedule/rates.h"
#include "harness/train/optim/flat_parameters.h"
#include "models/state.h"

namespace actsweep {

/// A rule that moves parameters along their gradients.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// One step; runs without autograd.
  virtual void step(FlatParameters& parameters, const Rates& rates) = 0;
  /// Whether it has a momentum (or Adam's beta1) that a schedule can move.
  virtual bool has_momentum() const = 0;
  /// What it keeps from step to step. `name` is what its state goes by.
  virtual void visit_state(StateVisitor& visitor, const std::string& name) = 0;
};

struct OptimizerKind {
  static constexpr const char* name = "optimizer";
  using Factory = std::function<std::unique_ptr<Optimizer>(const Params&)>;
};

std::unique_ptr<Optimizer> make_optimizer(const Params& params);

/// The order in which it wants the parameters.
ParameterOrder order_for(const Params& optimizer);

/// The learning rate that a schedule starts from: `lr`, of an optimizer around another that of the inner one.
double base_lr(const Params& optimizer);

}  // namespace actsweep
