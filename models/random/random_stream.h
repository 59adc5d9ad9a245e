#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "models/state.h"

namespace actsweep {

/// One of a trial's independent sources of randomness (initial weights, order of the images, dropout, noise, …), so
/// that drawing more from one never moves another: two activations see the same batches in the same order.
class RandomStream {
 public:
  /// Streams of one `seed` with different `purpose`s are independent; the same pair gives the same numbers.
  RandomStream(std::uint64_t seed, std::string_view purpose, c10::Device device = c10::kCPU);

  /// For LibTorch's own random functions on the stream's device.
  at::Generator& generator() { return generator_; }

  /// A random order of 0 … n-1, int64 on the CPU: the same on every device.
  at::Tensor permutation(std::int64_t n);

  /// A mask shaped as `like`: 0 with probability `rate`, otherwise 1 / (1 - rate). 0 <= rate < 1. On the CPU it comes
  /// from a vectorized Philox, several times faster than at::bernoulli; its bits do not depend on the instruction set.
  at::Tensor dropout_mask(const at::Tensor& like, double rate);

  /// Numbers shaped as `like`, uniform in [lower, upper); on the CPU from the same Philox.
  at::Tensor uniform(const at::Tensor& like, double lower, double upper);

  /// `count` numbers of 0 … n-1, each as likely, int64 on the CPU: the same on every device.
  at::Tensor integers(std::int64_t count, std::int64_t n);

  /// A number of the distribution Beta(alpha, alpha), alpha > 0: the same on every device.
  double beta(double alpha);

  /// Where the numbers of layers (dropout_mask, uniform) stand, to draw the same ones again.
  struct State {
    std::uint64_t counter = 0;
    at::Tensor generator;
  };
  State state() const { return {counter_, generator_.get_state()}; }
  void set_state(const State& state) {
    counter_ = state.counter;
    generator_.set_state(state.generator);
  }

  /// Where the stream stands. `name` is what its state goes by.
  void visit_state(StateVisitor& visitor, const std::string& name);

 private:
  std::uint64_t key_;
  std::uint64_t counter_ = 0;  ///< of Philox blocks drawn so far
  at::Generator generator_;
  at::Generator order_;
};

}  // namespace actsweep
