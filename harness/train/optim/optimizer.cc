#include "harness/train/optim/optimizer.h"

namespace actsweep {

std::unique_ptr<Optimizer> make_optimizer(const Params& params) {
  return Registry<OptimizerKind>::instance().at(params.name()).make(params);
}

ParameterOrder parameter_order(const Params& optimizer) {
  if (!optimizer.declares("decay")) return parameter_order(optimizer.child("inner"));
  return optimizer.text("decay") == "weights" ? ParameterOrder::kWeightsFirst : ParameterOrder::kNetwork;
}

double base_lr(const Params& optimizer) {
  return optimizer.declares("lr") ? optimizer.real("lr") : base_lr(optimizer.child("inner"));
}

}  // namespace actsweep
