#include "models/random/random_stream.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <cmath>

#include "harness/util/split_mix.h"
#include "models/random/philox.h"

namespace actsweep {
namespace {

/// Hashes the purpose with FNV-1a and mixes in the seed with SplitMix64, so that similar seeds give unrelated keys.
std::uint64_t mix(std::uint64_t seed, std::string_view purpose) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : purpose) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return SplitMix64(hash + seed * SplitMix64::kIncrement).next();
}

at::Generator make_generator(c10::Device device, std::uint64_t seed) {
  at::Generator generator =
      device.is_cpu() ? at::detail::createCPUGenerator(seed) : at::globalContext().defaultGenerator(device).clone();
  generator.set_current_seed(seed);
  return generator;
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view purpose, c10::Device device)
    : key_(mix(seed, purpose)), generator_(make_generator(device, key_)), order_(make_generator(c10::kCPU, key_)) {}

at::Tensor RandomStream::permutation(std::int64_t n) {
  return at::randperm(n, order_, at::TensorOptions().dtype(at::kLong));
}

at::Tensor RandomStream::dropout_mask(const at::Tensor& like, double rate) {
  const double kept = 1.0 / (1.0 - rate);
  at::Tensor mask = at::empty_like(like, like.options().requires_grad(false));
  if (!like.is_cpu() || like.scalar_type() != at::kFloat) {
    return mask.bernoulli_(1.0 - rate, generator_).mul_(kept);
  }
  philox_mask(mask.data_ptr<float>(), static_cast<std::size_t>(mask.numel()), rate, static_cast<float>(kept), key_,
              counter_);
  counter_ += philox_blocks(static_cast<std::size_t>(mask.numel()));
  return mask;
}

at::Tensor RandomStream::uniform(const at::Tensor& like, double lower, double upper) {
  at::Tensor values = at::empty_like(like, like.options().requires_grad(false));
  if (!like.is_cpu() || like.scalar_type() != at::kFloat) return values.uniform_(lower, upper, generator_);
  const auto size = static_cast<std::size_t>(values.numel());
  philox_uniform(values.data_ptr<float>(), size, static_cast<float>(lower), static_cast<float>(upper), key_, counter_);
  counter_ += philox_blocks(size);
  return values;
}

at::Tensor RandomStream::integers(std::int64_t count, std::int64_t n) {
  return uniform(at::empty({count}, at::kFloat), 0, 1).to(at::kDouble).mul_(n).to(at::kLong);
}

double RandomStream::beta(double alpha) {
  // X / (X + Y) of two gamma variates is beta distributed. Computes with logarithms, because gamma variates of a small
  // alpha underflow. Gamma(alpha) is distributed like Gamma(alpha + 1) U^(1 / alpha) with uniform U.
  const at::Tensor gammas = at::_standard_gamma(at::full({2}, alpha + 1, at::kDouble), order_).log_();
  const at::Tensor uniforms = at::rand({2}, order_, at::kDouble).neg_().log1p_();
  const auto difference = [](const at::Tensor& pair) { return (pair[0] - pair[1]).item<double>(); };
  return 1 / (1 + std::exp(-difference(gammas) - difference(uniforms) / alpha));
}

void RandomStream::visit_state(StateVisitor& visitor, const std::string& name) {
  visitor.value(name + ".counter", counter_);
  const auto visit = [&](const std::string& part, at::Generator& generator) {
    at::Tensor state = generator.get_state();
    visitor.tensor(name + part, state);
    generator.set_state(state);
  };
  visit(".generator", generator_);
  visit(".order", order_);
}

}  // namespace actsweep
