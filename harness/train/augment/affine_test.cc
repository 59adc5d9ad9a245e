#include "harness/train/augment/affine.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <numbers>

#include "harness/train/augment/augmentation.h"
#include "harness/train/test_config.h"
#include "harness/util/files.h"
#include "models/random/distribution_testing.h"

namespace actsweep {
namespace {

AffineTransforms identity(std::int64_t images = 1) {
  const at::Tensor zero = at::zeros({images}, at::kDouble), one = at::ones({images}, at::kDouble);
  return {.flip = one, .angle = zero, .zoom_x = one, .zoom_y = one, .shift_x = zero, .shift_y = zero};
}

at::Tensor number(double value) { return at::full({1}, value, at::kDouble); }

/// An image [1, 1, height, width] from pixels in row-major order.
at::Tensor image(std::int64_t height, std::vector<float> pixels) { return at::tensor(pixels).view({1, 1, height, -1}); }

at::Tensor from_hex(const std::string& digits, std::int64_t height) {
  std::vector<float> pixels;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    pixels.push_back(static_cast<float>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return image(height, pixels);
}

/// Compares pixel by pixel with results of Pillow, recorded by tools/fixtures/augmentation.py.
TEST(Affine, FlipsAndRotatesLikePillow) {
  const auto fixture = nlohmann::json::parse(read_file("harness/train/augment/affine_pillow.json"));
  int compared = 0;
  for (const auto& recorded : fixture.at("cases")) {
    const std::int64_t height = recorded.at("height");
    const at::Tensor original = from_hex(recorded.at("pixels"), height);
    for (const auto& result : recorded.at("results")) {
      AffineTransforms transforms = identity();
      if (recorded.at("flip")) transforms.flip = number(-1);
      transforms.angle = number(result.at("angle").get<double>() * std::numbers::pi / 180);
      EXPECT_TRUE(transformed(original, transforms, {}).equal(from_hex(result.at("pixels"), height)))
          << recorded.at("width") << " x " << height << " by " << result.at("angle");
      ++compared;
    }
  }
  EXPECT_EQ(compared, 48);
}

TEST(Affine, ShiftsContentLeftAndUp) {
  const at::Tensor original = image(2, {1, 2, 3, 4, 5, 6, 7, 8});
  AffineTransforms transforms = identity();
  transforms.shift_x = number(0.25);
  EXPECT_TRUE(transformed(original, transforms, {}).equal(image(2, {2, 3, 4, 0, 6, 7, 8, 0})));
  EXPECT_TRUE(transformed(original, transforms, {.outside = AffineSampling::Outside::kEdge})
                  .equal(image(2, {2, 3, 4, 4, 6, 7, 8, 8})));
  transforms.shift_x = number(-0.5);
  transforms.shift_y = number(0.5);
  EXPECT_TRUE(transformed(original, transforms, {}).equal(image(2, {0, 0, 5, 6, 0, 0, 0, 0})));
  EXPECT_TRUE(transformed(original, transforms, {.outside = AffineSampling::Outside::kEdge})
                  .equal(image(2, {5, 5, 5, 6, 5, 5, 5, 6})));
}

TEST(Affine, MirrorsTheImageAtItsEdge) {
  const AffineSampling mirrored{.outside = AffineSampling::Outside::kReflect};
  AffineTransforms transforms = identity();
  transforms.shift_x = number(0.5);
  EXPECT_TRUE(transformed(image(1, {1, 2, 3, 4}), transforms, mirrored).equal(image(1, {3, 4, 4, 3})));
  transforms.shift_x = number(-0.75);
  EXPECT_TRUE(
      transformed(image(2, {1, 2, 3, 4, 5, 6, 7, 8}), transforms, mirrored).equal(image(2, {3, 2, 1, 1, 7, 6, 5, 5})));
  transforms.shift_x = number(0);
  transforms.shift_y = number(0.5);
  EXPECT_TRUE(transformed(image(2, {1, 2, 3, 4}), transforms, mirrored).equal(image(2, {3, 4, 3, 4})));
}

TEST(Affine, BlendsNeighborsIfBilinear) {
  AffineTransforms transforms = identity();
  transforms.shift_x = number(0.125);
  EXPECT_TRUE(
      transformed(image(1, {10, 20, 40, 80}), transforms, {.bilinear = true}).allclose(image(1, {15, 30, 60, 40})));
  EXPECT_TRUE(
      transformed(image(1, {10, 20, 40, 80}), transforms, {.bilinear = true, .outside = AffineSampling::Outside::kEdge})
          .allclose(image(1, {15, 30, 60, 80})));
}

TEST(Affine, ZoomsEachSideIndependently) {
  const at::Tensor original = image(2, {1, 2, 3, 4, 5, 6, 7, 8});
  AffineTransforms transforms = identity();
  transforms.zoom_x = number(0.5);
  EXPECT_TRUE(transformed(original, transforms, {}).equal(image(2, {2, 2, 3, 3, 6, 6, 7, 7})));
}

Augmentation make(const nlohmann::json& given) {
  nlohmann::json params = testing::default_component("augmentation", "affine");
  params.update(given);
  return Registry<AugmentationKind>::instance().at("affine").make(Params(params));
}

TEST(Affine, WithoutChangesIsTheIdentity) {
  RandomStream stream(1, "augmentation");
  const at::Tensor images = stream.uniform(at::empty({9, 3, 13, 28}), 0, 255);
  for (const char* interpolation : {"nearest", "bilinear"}) {
    const auto augment = make({{"rotation", 0}, {"flip", 0}, {"interpolation", interpolation}});
    EXPECT_TRUE(augment(images, stream).equal(images));
  }
  for (const std::int64_t side : {1, 28, 32, 33, 224}) {
    const at::Tensor large = stream.uniform(at::empty({2, 1, side, side + 1}), 0, 255);
    EXPECT_TRUE(transformed(large, identity(2), {}).equal(large)) << side;
  }
}

TEST(Affine, WithFlipsOnlyMirrorsColumns) {
  RandomStream stream(1, "augmentation");
  const at::Tensor images = stream.uniform(at::empty({9, 3, 13, 28}), 0, 255);
  EXPECT_TRUE(make({{"rotation", 0}, {"flip", 1}})(images, stream).equal(images.flip(3)));
}

constexpr std::int64_t kImages = 4000, kSide = 33, kMiddle = kSide / 2;

/// The transformations of many images, recovered from the result: pixel values encode positions, and so show where each
/// output pixel comes from.
AffineTransforms observed(const nlohmann::json& given) {
  nlohmann::json params = given;
  params["interpolation"] = "bilinear";
  const at::Tensor x = at::arange(kSide, at::kFloat).expand({kSide, kSide});
  const at::Tensor images = at::stack({x, x.t()}).expand({kImages, 2, kSide, kSide}).contiguous();
  RandomStream stream(1, "augmentation");
  const at::Tensor result = make(params)(images, stream).to(at::kDouble);
  const auto came_from = [&](std::int64_t row, std::int64_t column) { return result.select(3, column).select(2, row); };
  const at::Tensor middle = came_from(kMiddle, kMiddle);
  const at::Tensor right = came_from(kMiddle, kMiddle + 1) - middle, down = came_from(kMiddle + 1, kMiddle) - middle;
  const at::Tensor flip = right.select(1, 0).sign();
  const at::Tensor shift = (middle - kMiddle) / kSide;
  return {.flip = flip,
          .angle = at::atan2(right.select(1, 1), right.select(1, 0) * flip),
          .zoom_x = right.norm(2, 1),
          .zoom_y = down.norm(2, 1),
          .shift_x = shift.select(1, 0) * flip,
          .shift_y = shift.select(1, 1)};
}

std::vector<double> values_of(const at::Tensor& numbers) {
  const at::Tensor whole = numbers.contiguous();
  return {whole.data_ptr<double>(), whole.data_ptr<double>() + whole.numel()};
}

void expect_none(const at::Tensor& numbers, double value) {
  EXPECT_TRUE(numbers.allclose(at::full_like(numbers, value), 0, 1e-5));
}

TEST(Affine, HasTheDefaultsOfTheMishRepository) {
  const AffineTransforms seen = observed(nlohmann::json::object());
  testing::expect_uniform(values_of(seen.angle / std::numbers::pi * 180), -30.0001, 30.0001);
  testing::expect_rate(seen.flip.lt(0).sum().item<std::int64_t>(), kImages, 0.4);
  for (const at::Tensor& zoom : {seen.zoom_x, seen.zoom_y}) expect_none(zoom, 1);
  for (const at::Tensor& shift : {seen.shift_x, seen.shift_y}) expect_none(shift, 0);
}

TEST(Affine, DrawsAllParametersUniformlyAndIndependently) {
  const AffineTransforms seen = observed({{"rotation", 10}, {"shift", 0.2}, {"zoom", 0.3}, {"flip", 0.7}});
  constexpr double kRounding = 1e-5;
  testing::expect_uniform(values_of(seen.angle / std::numbers::pi * 180), -10.001, 10.001);
  for (const at::Tensor& zoom : {seen.zoom_x, seen.zoom_y}) {
    testing::expect_uniform(values_of(zoom), 0.7 - kRounding, 1.3 + kRounding);
  }
  for (const at::Tensor& shift : {seen.shift_x, seen.shift_y}) {
    testing::expect_uniform(values_of(shift), -0.2 - kRounding, 0.2 + kRounding);
  }
  testing::expect_rate(seen.flip.lt(0).sum().item<std::int64_t>(), kImages, 0.7);
  const at::Tensor all = at::stack({seen.flip, seen.angle, seen.zoom_x, seen.zoom_y, seen.shift_x, seen.shift_y});
  const at::Tensor correlations = at::corrcoef(all) - at::eye(6, at::kDouble);
  EXPECT_LT(correlations.abs().max().item<double>(), 5 / std::sqrt(kImages)) << correlations;
}

}  // namespace
}  // namespace actsweep
