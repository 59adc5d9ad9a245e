#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "models/state.h"

namespace actsweep {

/// An independent source of randomness of a trial (initial weights, order of images, dropout, noise, …). Drawing from
/// one stream never affects another: with two activations, training sees the same batches in the same order.
class RandomStream {
 public:
  /// Streams with the same seed and different purposes are independent; equal pairs give equal numbers.
  RandomStream(std::uint64_t seed, std::string_view purpose, c10::Device device = c10::kCPU);

  /// A generator for LibTorch's random functions on the stream's device.
  at::Generator& generator() { return generator_; }

  /// A random permutation of 0 … n-1, int64 on the CPU; the same for every device.
  at::Tensor permutation(std::int64_t n);

  /// A dropout mask of the shape of `like`: 0 with probability `rate` (in [0, 1)), otherwise 1 / (1 - rate). On the
  /// CPU, a vectorized Philox draws it several times faster than at::bernoulli, with the same bits on every instruction
  /// set.
  at::Tensor dropout_mask(const at::Tensor& like, double rate);

  /// Uniform numbers in [lower, upper) of the shape of `like`; on the CPU from the same Philox.
  at::Tensor uniform(const at::Tensor& like, double lower, double upper);

  /// `count` uniform integers from 0 … n-1, int64 on the CPU; the same for every device.
  at::Tensor integers(std::int64_t count, std::int64_t n);

  /// A sample of Beta(alpha, alpha), alpha > 0; the same for every device.
  double beta(double alpha);

  /// The position of the numbers used by layers (dropout_mask, uniform); restore it to draw the same numbers again.
  struct State {
    std::uint64_t counter = 0;
    at::Tensor generator;
  };
  State state() const { return {counter_, generator_.get_state()}; }
  void set_state(const State& state) {
    counter_ = state.counter;
    generator_.set_state(state.generator);
  }

  /// Visits the state of the stream under names starting with `name`.
  void visit_state(StateVisitor& visitor, const std::string& name);

 private:
  std::uint64_t key_;
  std::uint64_t counter_ = 0;  ///< Philox blocks drawn so far
  at::Generator generator_;
  at::Generator order_;
};

}  // namespace actsweep
