#pragma once

#include <functional>
#include <memory>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "harness/train/lr_schedule/schedule.h"
#include "harness/train/optim/flat_parameters.h"
#include "models/state.h"

namespace actsweep {

/// Updates parameters from their gradients.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// Takes one step. Call it without autograd.
  virtual void step(FlatParameters& parameters, const Rates& rates) = 0;
  /// Whether it has a momentum, or a beta1, that a schedule can set.
  virtual bool has_momentum() const = 0;
  /// Visits the state kept between steps, under names that begin with `name`.
  virtual void visit_state(StateVisitor& visitor, const std::string& name) = 0;
};

struct OptimizerKind {
  static constexpr const char* name = "optimizer";
  using Factory = std::function<std::unique_ptr<Optimizer>(const Params&)>;
};

std::unique_ptr<Optimizer> make_optimizer(const Params& params);

/// The order of parameters that the optimizer needs.
ParameterOrder parameter_order(const Params& optimizer);

/// The learning rate that a schedule starts from: `lr`, or the `lr` of the inner optimizer.
double base_lr(const Params& optimizer);

}  // namespace actsweep
