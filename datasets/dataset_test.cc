#include "datasets/dataset.h"

#include <gmock/gmock.h>

#include "datasets/registry.h"

namespace actsweep {
namespace {

Dataset small() {
  return {.name = "small",
          .channels = 1,
          .height = 1,
          .width = 2,
          .class_names = {"a", "b"},
          .train = {{1, 2, 3, 4}, {0, 1}},
          .test = {{5, 6}, {1}},
          .remarks = {}};
}

TEST(Dataset, Sha256StaysTheSameAcrossReleases) {
  EXPECT_EQ(small().sha256(), "a876890fce4cfad07f2ca02112975f4d2659f1d011d2e81e474247eed785ba7d");
}

/// Expected value: Python's hashlib, for "1x1x2;2:", the labels 299 and 1 as 4 bytes each and the pixels, then the same
/// for a test image of class 43, which is 299 modulo 256.
TEST(Dataset, Sha256CoversAllBytesOfALabel) {
  Dataset many = small();
  many.class_names.resize(300);
  many.train.labels = {299, 1};
  many.test.labels = {43};
  EXPECT_EQ(many.sha256(), "039449dbe6f3cd862dfa3c311e793bffb826d27665cd6863b70ec186dc75563f");
  Dataset other = many;
  other.test.labels = {299};
  EXPECT_NE(other.sha256(), many.sha256());
}

TEST(Dataset, Sha256DependsOnPixelsLabelsShapeAndSplit) {
  const std::string before = small().sha256();
  Dataset pixel = small();
  pixel.train.pixels[3] = 5;
  Dataset label = small();
  label.test.labels[0] = 0;
  Dataset shape = small();
  std::swap(shape.height, shape.width);
  Dataset moved = small();
  moved.test = {};
  moved.train = {{1, 2, 3, 4, 5, 6}, {0, 1, 1}};
  for (const Dataset& other : {pixel, label, shape, moved}) EXPECT_NE(other.sha256(), before);
}

TEST(Dataset, Sha256DoesNotDependOnNames) {
  Dataset renamed = small();
  renamed.name = "other";
  renamed.class_names = {"c", "d"};
  renamed.remarks = {"smaller"};
  EXPECT_EQ(renamed.sha256(), small().sha256());
}

Dataset two_channels() {
  return {.name = "two",
          .channels = 2,
          .height = 1,
          .width = 2,
          .class_names = {"a", "b", "c"},
          .train = {{0, 255, 51, 51, 255, 0, 51, 51}, {2, 2}},
          .test = {},
          .remarks = {}};
}

TEST(ChannelStatistics, AreComputedPerChannel) {
  const Dataset dataset = two_channels();
  const auto statistics = channel_statistics(dataset, dataset.train);
  ASSERT_EQ(statistics.size(), 2U);
  EXPECT_DOUBLE_EQ(statistics[0].mean, 0.5);
  EXPECT_DOUBLE_EQ(statistics[0].standard_deviation, 0.5);
  EXPECT_DOUBLE_EQ(statistics[1].mean, 0.2);
  EXPECT_DOUBLE_EQ(statistics[1].standard_deviation, 0);
}

TEST(ClassCounts, CountEveryClass) {
  const Dataset dataset = two_channels();
  EXPECT_THAT(class_counts(dataset, dataset.train), ::testing::ElementsAre(0, 0, 2));
}

/// Expects the values commonly used to normalize the data set. Skips the test if the data set is not installed.
void expect_published_statistics(const char* name, double mean, double standard_deviation) {
  const auto& entry = find_dataset(name);
  const DataLocations locations = DataLocations::standard();
  if (!locate(*entry.make.official, locations)) GTEST_SKIP() << name << " is not on this machine";
  const Dataset dataset = load_dataset(Params(nlohmann::json{{"name", name}}), locations);
  EXPECT_EQ(dataset.train.count(), 60000U);
  EXPECT_EQ(dataset.test.count(), 10000U);
  EXPECT_TRUE(dataset.remarks.empty());
  const auto statistics = channel_statistics(dataset, dataset.train);
  ASSERT_EQ(statistics.size(), 1U);
  EXPECT_NEAR(statistics[0].mean, mean, 0.00005);
  EXPECT_NEAR(statistics[0].standard_deviation, standard_deviation, 0.00005);
}

TEST(RealData, Mnist) { expect_published_statistics("mnist", 0.1307, 0.3081); }
TEST(RealData, FashionMnist) { expect_published_statistics("fashion_mnist", 0.2860, 0.3530); }

}  // namespace
}  // namespace actsweep
