#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <functional>
#include <vector>

namespace actsweep::bench {

/// The convolutions and matrix products of a network, to be done by themselves: what no activation and no framework
/// makes faster, and so what a step's time is held against.
class Products {
 public:
  /// Watches those that `forward` calls, which is called once.
  explicit Products(const std::function<void()>& forward);
  /// All of them, forward and backward, one after the other: the same shapes, types and memory formats by the same
  /// libraries.
  void run() const;
  std::size_t size() const { return products_.size(); }

 private:
  struct Product {
    c10::OperatorHandle op;
    torch::jit::Stack inputs;
    std::vector<at::Tensor> leaves;  ///< of the inputs, those that get a gradient
    at::Tensor gradient;             ///< of the output

    at::Tensor output() const;
  };

  std::vector<Product> products_;
};

}  // namespace actsweep::bench
