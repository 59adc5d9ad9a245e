#pragma once

#include <ATen/core/Generator.h>
#include <torch/nn/module.h>

#include <functional>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"

namespace actsweep {

/// How many inputs and outputs a unit of a layer has; of a convolution, times the kernel's area.
struct Fans {
  double in = 0;
  double out = 0;
};

/// Sets the weight and the bias (undefined where there is none) of one dense or convolutional layer, in place.
using Initializer = std::function<void(at::Tensor& weight, at::Tensor& bias, const Fans&, at::Generator&)>;

struct InitializerKind {
  static constexpr const char* name = "initializer";
  using Factory = std::function<Initializer(const Params&)>;
};

/// Applies an initializer to every dense and convolutional layer, in the order in which they were made, and then
/// lets layers draw what else starts at random. Batch norm keeps its ones and zeros.
void initialize(torch::nn::Module& network, const Initializer& initializer, at::Generator& generator);

}  // namespace actsweep
