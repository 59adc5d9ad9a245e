#include <gmock/gmock.h>

#include <limits>

#include "datasets/registry.h"
#include "datasets/test_files.h"

namespace actsweep {
namespace {

/// The data set with default parameters, overridden by `given`.
Dataset make(const nlohmann::json& given = nlohmann::json::object()) {
  nlohmann::json values = {{"name", "synthetic"}};
  for (const Param& param : find_dataset("synthetic").component.params) values[param.key] = param.default_value;
  values.update(given);
  return load_dataset(Params(values), {});
}

double squared_distance(const std::uint8_t* a, const std::uint8_t* b, std::size_t size) {
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

double nearest_neighbor_accuracy(const Dataset& dataset) {
  const std::size_t size = dataset.image_bytes();
  double right = 0;
  for (std::size_t i = 0; i < dataset.test.count(); ++i) {
    double best = std::numeric_limits<double>::infinity();
    Label label = 0;
    for (std::size_t j = 0; j < dataset.train.count(); ++j) {
      const double distance = squared_distance(&dataset.test.pixels[i * size], &dataset.train.pixels[j * size], size);
      if (distance < best) {
        best = distance;
        label = dataset.train.labels[j];
      }
    }
    right += label == dataset.test.labels[i] ? 1 : 0;
  }
  return right / static_cast<double>(dataset.test.count());
}

TEST(Synthetic, SameBytesOnEveryPlatform) {
  EXPECT_EQ(make().sha256(), "2f3449596c18e0d4c42216c2217319d9894fc9e2fde43d36b1c6104be49106ee");
  EXPECT_EQ(make({{"classes", 7}, {"channels", 3}, {"height", 9}, {"width", 12}, {"train", 70}, {"seed", 5}}).sha256(),
            "a3a18850c1447f4da6a722155a7e74c31d9da178019f2db60c6363aba50ac0d9");
}

TEST(Synthetic, HasTheRequestedShape) {
  const Dataset dataset =
      make({{"classes", 256}, {"channels", 3}, {"height", 1}, {"width", 40}, {"train", 600}, {"test", 300}});
  EXPECT_EQ(dataset.classes(), 256);
  EXPECT_EQ(dataset.image_bytes(), 120U);
  EXPECT_EQ(dataset.train.count(), 600U);
  EXPECT_EQ(dataset.train.pixels.size(), 600U * 120U);
  EXPECT_EQ(dataset.test.count(), 300U);
  EXPECT_EQ(dataset.test.pixels.size(), 300U * 120U);
}

TEST(Synthetic, SupportsMoreThan256Classes) {
  const Dataset dataset = make({{"classes", 300}, {"height", 4}, {"width", 4}, {"train", 600}, {"test", 300}});
  EXPECT_EQ(dataset.train.labels[299], 299);
  EXPECT_EQ(dataset.train.labels[300], 0);
  EXPECT_EQ(dataset.test.labels.back(), 299);
  EXPECT_EQ(class_counts(dataset, dataset.train), std::vector<std::int64_t>(300, 2));
}

TEST(Synthetic, ClassesAreBalanced) {
  const Dataset dataset = make({{"classes", 4}, {"train", 402}});
  EXPECT_THAT(class_counts(dataset, dataset.train), ::testing::ElementsAre(101, 101, 100, 100));
}

TEST(Synthetic, SeedsAndPartsHaveDifferentImages) {
  EXPECT_NE(make({{"seed", 1}}).sha256(), make({{"seed", 2}}).sha256());
  const Dataset dataset = make({{"train", 100}, {"test", 100}});
  EXPECT_NE(dataset.train.pixels, dataset.test.pixels);
}

TEST(Synthetic, ASmallerSetIsAPrefixOfALargerOne) {
  const Dataset small = make({{"train", 50}});
  Dataset large = make({{"train", 80}});
  large.train.pixels.resize(small.train.pixels.size());
  EXPECT_EQ(large.train.pixels, small.train.pixels);
}

TEST(Synthetic, IsLearnableAndHarderWithNoise) {
  const double clean = nearest_neighbor_accuracy(make({{"train", 500}, {"test", 100}}));
  const double noisy = nearest_neighbor_accuracy(make({{"train", 500}, {"test", 100}, {"noise", 0.5}}));
  EXPECT_GT(clean, 0.7);
  EXPECT_GT(noisy, 0.15);
  EXPECT_LT(noisy, clean - 0.2);
}

TEST(Synthetic, EnforcesTheMemoryLimit) {
  EXPECT_EQ(testing::error_of([] {
              make({{"train", 9998990}, {"height", 1000}, {"width", 1000}});
            }),
            "data set synthetic would need 10,000,000,000,000 bytes of memory; the limit is 1,073,741,824; "
            "use fewer or smaller images");
}

}  // namespace
}  // namespace actsweep
