// Properties of every registered augmentation.

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "harness/train/augment/augmentation.h"
#include "harness/train/test_config.h"

namespace actsweep {
namespace {

at::Tensor random_images(std::int64_t count, std::int64_t channels, std::int64_t height, std::int64_t width) {
  RandomStream stream(5, "images");
  return stream.uniform(at::empty({count, channels, height, width}), 0, 255).round();
}

class EveryAugmentation : public ::testing::TestWithParam<std::string> {
 protected:
  at::Tensor augmented(const at::Tensor& images, std::uint64_t seed = 1) const {
    RandomStream stream(seed, "augmentation");
    return augment_(images, stream);
  }

  Augmentation augment_ = Registry<AugmentationKind>::instance()
                              .at(GetParam())
                              .make(Params(testing::default_component("augmentation", GetParam())));
};

TEST_P(EveryAugmentation, KeepsShapeAndScale) {
  for (const at::Tensor& images :
       {random_images(30, 3, 32, 32), random_images(20, 1, 9, 14), random_images(1, 1, 1, 1)}) {
    const at::Tensor before = images.clone();
    const at::Tensor result = augmented(images);
    EXPECT_EQ(result.sizes(), images.sizes());
    EXPECT_EQ(result.scalar_type(), at::kFloat);
    EXPECT_TRUE(result.isfinite().all().item<bool>());
    EXPECT_GE(result.min().item<float>(), 0);
    EXPECT_LE(result.max().item<float>(), 255);
    EXPECT_TRUE(images.equal(before)) << "the input images have changed";
  }
}

TEST_P(EveryAugmentation, DependsOnItsSeedAndDiffersEachTime) {
  const at::Tensor images = random_images(30, 3, 16, 16);
  EXPECT_TRUE(augmented(images).equal(augmented(images)));
  RandomStream stream(1, "augmentation");
  const at::Tensor first = augment_(images, stream), second = augment_(images, stream);
  const bool changes = GetParam() != "none";
  EXPECT_EQ(first.equal(second), !changes);
  EXPECT_EQ(first.equal(augmented(images, 2)), !changes);
  EXPECT_EQ(first.equal(images), !changes);
}

/// Augments thirty copies of an image.
TEST_P(EveryAugmentation, ChangesImagesIndependentlyAndChannelsTogether) {
  const at::Tensor result = augmented(random_images(1, 1, 16, 16).expand({30, 3, 16, 16}).contiguous());
  EXPECT_TRUE(result.select(1, 0).equal(result.select(1, 1)));
  EXPECT_TRUE(result.select(1, 0).equal(result.select(1, 2)));
  std::int64_t other = 0;
  for (std::int64_t i = 1; i < 30; ++i) other += result[i].equal(result[0]) ? 0 : 1;
  EXPECT_GE(other, GetParam() == "none" ? 0 : 20);
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryAugmentation,
                         ::testing::ValuesIn(testing::registered_names<AugmentationKind>()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace actsweep
