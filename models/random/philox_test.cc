#include "models/random/philox.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace actsweep {
namespace {

using Counter = std::array<std::uint32_t, 4>;

std::vector<float> mask(std::size_t size, double rate, std::uint64_t key, std::uint64_t first_block) {
  std::vector<float> out(size, -1);
  philox_mask(out.data(), size, rate, 2.5F, key, first_block);
  return out;
}

// Known answers from Random123, the authors' library (tests/kat_vectors).
TEST(Philox, MatchesKnownAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(philox4x32({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(PhiloxMask, UsesThePhiloxOutputOfItsCounters) {
  constexpr std::uint64_t kKey = 0x0123456789abcdef, kBlock = 0xfffffffe;  // the low word of the counter overflows
  constexpr std::size_t kSize = 1000;
  const std::vector<float> got = mask(kSize, 0.5, kKey, kBlock);
  std::size_t dropped_expected = 0;
  for (std::uint64_t block = kBlock; block < kBlock + philox_blocks(kSize); ++block) {
    const Counter counter{static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), 0, 0};
    const Counter words = philox4x32(counter, {0x89abcdef, 0x01234567});
    // 32 counters fill 128 values: all first words, then all second words, and so on.
    const std::size_t index = block - kBlock;
    for (std::size_t word = 0; word < 4; ++word) {
      const std::size_t index_in_mask = index / 32 * 128 + word * 32 + index % 32;
      if (index_in_mask >= kSize) continue;
      const bool dropped = words.at(word) < 0x80000000;
      dropped_expected += dropped ? 1 : 0;
      EXPECT_EQ(got[index_in_mask], dropped ? 0.0F : 2.5F) << index_in_mask;
    }
  }
  EXPECT_GT(dropped_expected, 400U);
}

TEST(PhiloxMask, DropsAtItsRate) {
  constexpr std::size_t kSize = 1'000'000;
  for (const double rate : {0.1, 0.25, 0.75}) {
    double dropped = 0;
    for (const float value : mask(kSize, rate, 7, 0)) dropped += value == 0 ? 1 : 0;
    const double deviation = std::sqrt(rate * (1 - rate) / kSize);
    EXPECT_NEAR(dropped / kSize, rate, 4 * deviation) << rate;
  }
}

TEST(PhiloxMask, AtRateZeroKeepsEverything) {
  for (const float value : mask(10'000, 0, 7, 0)) ASSERT_EQ(value, 2.5F);
}

TEST(PhiloxMask, DoesNotDependOnHowItIsSplit) {
  const std::vector<float> whole = mask(1000, 0.3, 11, 5);
  std::vector<float> pieces;
  std::uint64_t block = 5;
  for (const std::size_t size : {128, 256, 512, 104}) {
    const std::vector<float> piece = mask(size, 0.3, 11, block);
    pieces.insert(pieces.end(), piece.begin(), piece.end());
    block += philox_blocks(size);
  }
  EXPECT_EQ(pieces, whole);
}

TEST(PhiloxMask, StaysWithinItsSize) {
  std::vector<float> out(200, -1);
  philox_mask(out.data(), 130, 0.5, 1, 3, 0);
  for (std::size_t i = 0; i < out.size(); ++i) EXPECT_EQ(out[i] < 0, i >= 130) << i;
}

}  // namespace
}  // namespace actsweep
