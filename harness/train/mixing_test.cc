#include "harness/train/mixing.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <boost/math/distributions/beta.hpp>

#include "harness/train/test_config.h"
#include "models/random/distribution_testing.h"

namespace actsweep {
namespace {

BatchMixer mixer(double mixup, double cutmix, double probability = 1, std::uint64_t seed = 1) {
  nlohmann::json trial = testing::default_trial();
  trial["mixup"]["alpha"] = mixup;
  trial["cutmix"] = {{"alpha", cutmix}, {"probability", probability}};
  return BatchMixer(Params(trial), seed);
}

/// Image i has label i, and every value in it is i.
TrainingBatch flat_images(std::int64_t count, std::int64_t height = 4, std::int64_t width = 4) {
  const at::Tensor labels = at::arange(count);
  return {.input = labels.to(at::kFloat).view({count, 1, 1, 1}).repeat({1, 3, height, width}), .labels = labels};
}

TrainingBatch mixed(BatchMixer& mixer, std::int64_t count = 8, std::int64_t height = 4, std::int64_t width = 4) {
  TrainingBatch batch = flat_images(count, height, width);
  mixer.mix(batch);
  return batch;
}

at::Tensor as_images(const at::Tensor& labels) { return labels.to(at::kFloat).view({-1, 1, 1, 1}); }

TEST(Mixing, IsOffByDefault) {
  TrainingBatch batch = flat_images(8);
  const at::Tensor input = batch.input.clone();
  BatchMixer(Params(testing::default_trial()), 1).mix(batch);
  EXPECT_TRUE(batch.input.equal(input));
  EXPECT_FALSE(batch.other_labels.defined());
  EXPECT_EQ(batch.share, 1);
}

TEST(Mixing, DependsOnItsSeed) {
  for (const auto& [mixup, cutmix] : {std::pair{1.0, 0.0}, {0.0, 1.0}}) {
    BatchMixer one = mixer(mixup, cutmix), same = mixer(mixup, cutmix), other = mixer(mixup, cutmix, 1, 2);
    const TrainingBatch first = mixed(one, 64);
    EXPECT_TRUE(first.input.equal(mixed(same, 64).input));
    EXPECT_FALSE(first.input.equal(mixed(other, 64).input));
    EXPECT_FALSE(first.input.equal(mixed(one, 64).input));
  }
}

TEST(Mixup, BlendsEachImageWithTheImageOfTheOtherLabel) {
  BatchMixer mixup = mixer(1, 0);
  for (int i = 0; i < 20; ++i) {
    const TrainingBatch batch = mixed(mixup);
    EXPECT_TRUE(batch.labels.equal(at::arange(8)));
    EXPECT_TRUE(std::get<0>(batch.other_labels.sort()).equal(batch.labels)) << "each image is mixed in once";
    const at::Tensor blend = batch.share * as_images(batch.labels) + (1 - batch.share) * as_images(batch.other_labels);
    EXPECT_TRUE(batch.input.allclose(blend.expand_as(batch.input), 0, 1e-5));
  }
}

TEST(Mixup, DrawsSharesFromTheBetaDistribution) {
  for (const double alpha : {0.2, 1.0, 3.0}) {
    BatchMixer mixup = mixer(alpha, 0);
    std::vector<double> shares;
    for (int i = 0; i < 3000; ++i) shares.push_back(mixed(mixup, 2, 1, 1).share);
    const boost::math::beta_distribution<> expected(alpha, alpha);
    testing::expect_distributed(shares, [&](double x) { return boost::math::cdf(expected, x); });
  }
}

/// The permutation is uniform and independent of the share.
TEST(Mixup, PairsAreIndependentOfTheShare) {
  BatchMixer mixup = mixer(1, 0);
  std::vector<std::int64_t> low(5), high(5);
  for (int i = 0; i < 4000; ++i) {
    const TrainingBatch batch = mixed(mixup, 5, 1, 1);
    const auto partner = static_cast<std::size_t>(batch.other_labels[0].item<std::int64_t>());
    ++(batch.share < 0.5 ? low : high)[partner];
  }
  testing::expect_equally_frequent(low);
  testing::expect_equally_frequent(high);
}

TEST(Cutmix, PastesABoxOfTheOtherImageIntoEach) {
  BatchMixer cutmix = mixer(0, 1);
  for (int i = 0; i < 50; ++i) {
    const TrainingBatch batch = mixed(cutmix, 8, 6, 10);
    EXPECT_TRUE(std::get<0>(batch.other_labels.sort()).equal(batch.labels));
    const at::Tensor is_other = batch.input.eq(as_images(batch.other_labels));
    EXPECT_TRUE(is_other.logical_or(batch.input.eq(as_images(batch.labels))).all().item<bool>());
    // The share is the exact part of the image that remains, in every image that was paired with another one.
    const at::Tensor differs = batch.other_labels.ne(batch.labels);
    const at::Tensor left = is_other.logical_not().to(at::kDouble).mean({1, 2, 3}).masked_select(differs);
    EXPECT_TRUE(left.allclose(at::full_like(left, batch.share), 0, 1e-12));
    // The pasted region is the same rectangle in every image.
    const at::Tensor box = is_other.logical_and(differs.view({-1, 1, 1, 1})).sum(at::IntArrayRef{0, 1}).gt(0);
    EXPECT_EQ(box.sum().item<std::int64_t>(),
              box.any(0).sum().item<std::int64_t>() * box.any(1).sum().item<std::int64_t>());
  }
}

TEST(Cutmix, AppliesWithItsProbabilityAndLeavesTheOtherBatchesToMixup) {
  constexpr std::int64_t kBatches = 4000;
  BatchMixer alone = mixer(0, 1, 0.3), both = mixer(1, 1, 0.3);
  std::int64_t cut_alone = 0, cut_with_mixup = 0;
  for (std::int64_t i = 0; i < kBatches; ++i) {
    if (mixed(alone).other_labels.defined()) ++cut_alone;
    const TrainingBatch batch = mixed(both);
    ASSERT_TRUE(batch.other_labels.defined());
    // A blend of two labels is not a whole number.
    if (batch.input.eq(batch.input.round()).all().item<bool>()) ++cut_with_mixup;
  }
  testing::expect_rate(cut_alone, kBatches, 0.3);
  testing::expect_rate(cut_with_mixup, kBatches, 0.3);
}

/// A box two pixels high ends one pixel after its center, so no edge clips its center.
TEST(RandomBox, CentersAreUniformOverTheImage) {
  constexpr std::int64_t kHeight = 7, kWidth = 9;
  RandomStream stream(1, "cutmix");
  std::vector<std::int64_t> centers(kHeight * kWidth);
  for (int i = 0; i < 10'000; ++i) {
    const Box box = random_box(0.11, kHeight, kWidth, stream);
    ++centers[static_cast<std::size_t>((box.top + box.height - 1) * kWidth + box.left + box.width - 1)];
  }
  testing::expect_equally_frequent(centers);
}

TEST(RandomBox, HasItsAreaWhereNoEdgeClipsIt) {
  RandomStream stream(1, "cutmix");
  for (const auto& [area, height, width] :
       {std::tuple{0.25, 16, 10}, {0.01, 3, 2}, {0.0625, 8, 5}, {0.0, 0, 0}, {0.5, 22, 14}}) {
    bool seen_whole = false;
    for (int i = 0; i < 300; ++i) {
      const Box box = random_box(area, 32, 20, stream);
      EXPECT_GE(box.top, 0);
      EXPECT_GE(box.left, 0);
      EXPECT_LE(box.top + box.height, 32);
      EXPECT_LE(box.left + box.width, 20);
      // Half sides are whole pixels, so an odd side loses one.
      EXPECT_LE(box.height, height / 2 * 2) << area;
      EXPECT_LE(box.width, width / 2 * 2) << area;
      seen_whole = seen_whole || (box.height == height / 2 * 2 && box.width == width / 2 * 2);
    }
    EXPECT_TRUE(seen_whole) << area;
  }
}

/// Edges clip an eighth of each side, on average, of a box with half the side lengths of the image.
TEST(RandomBox, IsClippedToTheImage) {
  RandomStream stream(1, "cutmix");
  constexpr int kBoxes = 4000;
  double sum = 0;
  for (int i = 0; i < kBoxes; ++i) sum += static_cast<double>(random_box(0.25, 64, 64, stream).area());
  // A side of 32 around pixel c = 0 ... 63 loses 16 - c for c < 16 and c + 16 - 64 for c > 48.
  const double side = 32 - (16.0 * 17 / 2 + 15.0 * 16 / 2) / 64;
  EXPECT_NEAR(sum / kBoxes, side * side, 5 * 230 / std::sqrt(kBoxes));
}

}  // namespace
}  // namespace actsweep
