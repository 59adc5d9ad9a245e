#include "models/random/philox.h"

#include <algorithm>
#include <cmath>

namespace actsweep {
namespace {

constexpr std::uint32_t kMultiplier0 = 0xD2511F53;
constexpr std::uint32_t kMultiplier1 = 0xCD9E8D57;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9;
constexpr std::uint32_t kWeyl1 = 0xBB67AE85;
constexpr int kRounds = 10;

/// Counters processed together. Each of the four words has its own array, so that compilers vectorize.
constexpr std::size_t kLanes = 32;
struct Lanes {
  std::uint32_t w0[kLanes], w1[kLanes], w2[kLanes], w3[kLanes];
};

inline void round_all(Lanes& x, std::uint32_t key0, std::uint32_t key1) {
  for (std::size_t i = 0; i < kLanes; ++i) {
    const std::uint64_t product0 = std::uint64_t{kMultiplier0} * x.w0[i];
    const std::uint64_t product1 = std::uint64_t{kMultiplier1} * x.w2[i];
    const std::uint32_t next0 = static_cast<std::uint32_t>(product1 >> 32) ^ x.w1[i] ^ key0;
    const std::uint32_t next2 = static_cast<std::uint32_t>(product0 >> 32) ^ x.w3[i] ^ key1;
    x.w1[i] = static_cast<std::uint32_t>(product1);
    x.w3[i] = static_cast<std::uint32_t>(product0);
    x.w0[i] = next0;
    x.w2[i] = next2;
  }
}

inline void philox_all(Lanes& x, std::uint64_t key) {
  auto key0 = static_cast<std::uint32_t>(key);
  auto key1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < kRounds; ++round) {
    round_all(x, key0, key1);
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
}

}  // namespace

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  Lanes x{};
  x.w0[0] = counter[0];
  x.w1[0] = counter[1];
  x.w2[0] = counter[2];
  x.w3[0] = counter[3];
  philox_all(x, key[0] | std::uint64_t{key[1]} << 32);
  return {x.w0[0], x.w1[0], x.w2[0], x.w3[0]};
}

std::size_t philox_blocks(std::size_t size) { return (size + 4 * kLanes - 1) / (4 * kLanes) * kLanes; }

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define ACTSWEEP_VECTORIZED __attribute__((target_clones("arch=x86-64-v4", "avx2", "default"), optimize("O3")))
#else
#define ACTSWEEP_VECTORIZED
#endif

namespace {

/// Always inlined into the cloned functions, so that `convert` is compiled for each instruction set.
template <typename Convert>
[[gnu::always_inline]] inline void fill(float* out, std::size_t size, std::uint64_t key, std::uint64_t first_block,
                                        Convert convert) {
  for (std::size_t begin = 0, block = 0; begin < size; begin += 4 * kLanes, block += kLanes) {
    Lanes x;
    for (std::size_t i = 0; i < kLanes; ++i) {
      const std::uint64_t counter = first_block + block + i;
      x.w0[i] = static_cast<std::uint32_t>(counter);
      x.w1[i] = static_cast<std::uint32_t>(counter >> 32);
      x.w2[i] = 0;
      x.w3[i] = 0;
    }
    philox_all(x, key);
    float values[4 * kLanes];
    for (std::size_t i = 0; i < kLanes; ++i) {
      values[i] = convert(x.w0[i]);
      values[kLanes + i] = convert(x.w1[i]);
      values[2 * kLanes + i] = convert(x.w2[i]);
      values[3 * kLanes + i] = convert(x.w3[i]);
    }
    std::copy_n(values, std::min(4 * kLanes, size - begin), out + begin);
  }
}

}  // namespace

ACTSWEEP_VECTORIZED void philox_mask(float* out, std::size_t size, double rate, float kept, std::uint64_t key,
                                     std::uint64_t first_block) {
  const auto threshold = static_cast<std::uint32_t>(std::min(std::ldexp(rate, 32), 4294967295.0));
  fill(out, size, key, first_block, [=](std::uint32_t word) { return word < threshold ? 0.0F : kept; });
}

ACTSWEEP_VECTORIZED void philox_uniform(float* out, std::size_t size, float lower, float upper, std::uint64_t key,
                                        std::uint64_t first_block) {
  const float step = (upper - lower) * 0x1p-24F;
  fill(out, size, key, first_block,
       [=](std::uint32_t word) { return lower + step * static_cast<float>(static_cast<std::int32_t>(word >> 8)); });
}

}  // namespace actsweep
