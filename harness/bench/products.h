#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <functional>
#include <vector>

namespace actsweep::bench {

/// A convolution or a matrix product.
struct Product {
  c10::OperatorHandle op;
  torch::jit::Stack inputs;
  std::vector<at::Tensor> leaves = {};  ///< the inputs that require a gradient
  at::Tensor gradient = {};             ///< with respect to the output

  at::Tensor output() const;
};

/// The convolutions and matrix products of a network, to be timed without the rest of the network: a lower bound for
/// the time of a training step, whatever the activation.
class Products {
 public:
  /// Calls `forward` once and records its convolutions and matrix products.
  explicit Products(const std::function<void()>& forward);
  /// Runs all of them forward and backward, with the same shapes, types, memory formats and libraries.
  void run() const;
  std::size_t size() const { return products_.size(); }

 private:
  std::vector<Product> products_;
};

}  // namespace actsweep::bench
