#pragma once

#include <cstdint>

namespace actsweep {

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). Integer arithmetic only:
/// unlike the distributions of <random>, it gives the same numbers for the same seed on every platform.
class SplitMix64 {
 public:
  static constexpr std::uint64_t kIncrement = 0x9e3779b97f4a7c15;

  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += kIncrement);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  /// An integer in [low, high]. Uniform up to a bias of less than (high - low) / 2^32.
  int between(int low, int high) {
    const auto span = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<int>(((next() >> 32) * span) >> 32);
  }

  /// A separate generator for each (stream, index), derived from the current state.
  SplitMix64 split(std::uint64_t stream, std::uint64_t index) const {
    SplitMix64 mixed(SplitMix64(state_ ^ (stream << 56)).next() ^ index);
    return SplitMix64(mixed.next());
  }

 private:
  std::uint64_t state_;
};

}  // namespace actsweep
