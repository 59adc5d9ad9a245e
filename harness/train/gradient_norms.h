#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <string>
#include <vector>

#include "harness/schema/layer_epoch.h"
#include "models/state.h"

namespace actsweep {

/// The Euclidean norms of the gradients of a network's modules, each of the parameters that the module itself owns, as
/// means over steps.
class GradientNorms {
 public:
  explicit GradientNorms(torch::nn::Module& network);

  /// Takes the gradients as they are now. On a GPU it does not wait for them.
  void add_step();
  /// The means over the steps so far, in the order of the modules, and starts over; empty numbers without any step.
  std::vector<LayerEpoch> take(int epoch);

  void visit_state(StateVisitor& visitor, const std::string& name);

 private:
  struct Owner {
    std::string module;
    std::vector<at::Tensor> parameters;
    at::Tensor sum = {};  ///< double, of the norms
  };

  std::vector<Owner> owners_;
  std::int64_t steps_ = 0;
};

}  // namespace actsweep
