#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <string>
#include <vector>

#include "harness/schema/layer_epoch.h"
#include "models/state.h"

namespace actsweep {

/// Gradient norms of the modules of a network: for each module that owns parameters, the Euclidean norm of the
/// gradients of these parameters, averaged over steps.
class GradientNorms {
 public:
  explicit GradientNorms(torch::nn::Module& network);

  /// Adds the norms of the current gradients, without synchronizing with a GPU.
  void add_step();
  /// Returns the mean norms since the last call, in the order of the modules, and resets them. Without a step the norms
  /// are unset.
  std::vector<LayerEpoch> take(int epoch);

  void visit_state(StateVisitor& visitor, const std::string& name);

 private:
  struct Owner {
    std::string module;
    std::vector<at::Tensor> parameters;
    at::Tensor sum = {};  ///< of the norms, in double
  };

  std::vector<Owner> owners_;
  std::int64_t steps_ = 0;
};

}  // namespace actsweep
