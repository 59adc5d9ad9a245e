#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <functional>
#include <memory>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"

namespace actsweep {

/// All parameters of a network in one flat tensor, and all their gradients in another: the network's own parameters and
/// gradients become views of them, so that an optimizer's step is a few passes over one buffer.
class FlatParameters {
 public:
  explicit FlatParameters(torch::nn::Module& network);

  at::Tensor& values() { return values_; }
  at::Tensor& gradients() { return gradients_; }
  /// In place: setting gradients to none would part them from the buffer.
  void zero_gradients() { gradients_.zero_(); }

 private:
  at::Tensor values_, gradients_;
};

/// A rule that moves parameters along their gradients.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// One step at learning rate `lr`; runs without autograd.
  virtual void step(FlatParameters& parameters, double lr) = 0;
};

struct OptimizerKind {
  static constexpr const char* name = "optimizer";
  using Factory = std::function<std::unique_ptr<Optimizer>(const Params&)>;
};

}  // namespace actsweep
