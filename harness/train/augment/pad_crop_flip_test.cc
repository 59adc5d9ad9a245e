#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "harness/train/augment/augmentation.h"
#include "harness/train/test_config.h"
#include "models/random/distribution_testing.h"

namespace actsweep {
namespace {

constexpr std::int64_t kHeight = 12, kWidth = 15;

/// All pixels of an image have different values, and none is black.
at::Tensor numbered_pixels(std::int64_t images) {
  return at::arange(1, kHeight * kWidth + 1, at::kFloat).view({1, 1, kHeight, kWidth}).repeat({images, 1, 1, 1});
}

at::Tensor augmented(std::int64_t images, std::int64_t padding, double flip) {
  nlohmann::json params = testing::default_component("augmentation", "pad_crop_flip");
  params.update({{"padding", padding}, {"flip", flip}});
  RandomStream stream(1, "augmentation");
  const auto augment = Registry<AugmentationKind>::instance().at("pad_crop_flip").make(Params(params));
  return augment(numbered_pixels(images), stream);
}

/// The position of a crop in the padded image and whether it is flipped, recovered from its middle.
struct Crop {
  std::int64_t top = 0, left = 0;
  bool flipped = false;
};

Crop crop_of(const at::Tensor& image, std::int64_t padding) {
  const auto row = image[0][kHeight / 2];
  const auto middle = row[kWidth / 2].item<std::int64_t>() - 1;
  const bool flipped = row[kWidth / 2 + 1].item<std::int64_t>() < middle + 1;
  return {.top = middle / kWidth - kHeight / 2 + padding,
          .left = middle % kWidth - kWidth / 2 + padding,  // the middle of an odd width stays where it is
          .flipped = flipped};
}

TEST(PadCropFlip, CropsThePaddedImage) {
  const at::Tensor padded = at::constant_pad_nd(numbered_pixels(1)[0], {4, 4, 4, 4});
  for (const at::Tensor& image : augmented(200, 4, 0.5).unbind()) {
    const Crop crop = crop_of(image, 4);
    const at::Tensor cut = padded.narrow(1, crop.top, kHeight).narrow(2, crop.left, kWidth);
    EXPECT_TRUE(image.equal(crop.flipped ? cut.flip(2) : cut));
  }
}

TEST(PadCropFlip, DrawsPositionsAndFlipsUniformly) {
  constexpr std::int64_t kImages = 8000;
  std::vector<std::int64_t> crops(9 * 9 * 2);
  for (const at::Tensor& image : augmented(kImages, 4, 0.5).unbind()) {
    const Crop crop = crop_of(image, 4);
    ++crops.at(static_cast<std::size_t>((crop.top * 9 + crop.left) * 2 + (crop.flipped ? 1 : 0)));
  }
  testing::expect_equally_frequent(crops);
}

TEST(PadCropFlip, FlipsWithItsProbability) {
  constexpr std::int64_t kImages = 4000;
  for (const double flip : {0.0, 0.2, 1.0}) {
    std::int64_t flipped = 0;
    for (const at::Tensor& image : augmented(kImages, 2, flip).unbind()) flipped += crop_of(image, 2).flipped ? 1 : 0;
    testing::expect_rate(flipped, kImages, flip);
  }
}

TEST(PadCropFlip, WithoutChangesIsTheIdentity) { EXPECT_TRUE(augmented(50, 0, 0).equal(numbered_pixels(50))); }

TEST(PadCropFlip, WithFlipsOnlyMirrorsColumns) { EXPECT_TRUE(augmented(5, 0, 1).equal(numbered_pixels(5).flip(3))); }

}  // namespace
}  // namespace actsweep
