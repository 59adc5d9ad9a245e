#include "datasets/dataset.h"

#include <gmock/gmock.h>

#include "datasets/registry.h"

namespace actsweep {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

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
  EXPECT_THAT(class_counts(dataset, dataset.train), ElementsAre(0, 0, 2));
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

const std::vector<Label> kLabels = {2, 0, 0, 1, 2, 0, 1, 1, 0, 2};
const std::vector<std::int64_t> kAll = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

TEST(FirstPerClass, KeepsTheFirstOfEachClassInFileOrder) {
  EXPECT_THAT(first_per_class(kLabels, 3, 3), ElementsAre(0, 1, 3));
  EXPECT_THAT(first_per_class(kLabels, 3, 6), ElementsAre(0, 1, 2, 3, 4, 6));
}

TEST(FirstPerClass, GivesTheRemainderToTheFirstClasses) {
  EXPECT_THAT(first_per_class(kLabels, 3, 1), ElementsAre(1));
  EXPECT_THAT(first_per_class(kLabels, 3, 5), ElementsAre(0, 1, 2, 3, 6));
}

TEST(FirstPerClass, KeepsAllWithoutALimitOrBelowIt) {
  EXPECT_EQ(first_per_class(kLabels, 3, 0), kAll);
  EXPECT_EQ(first_per_class(kLabels, 3, 10), kAll);
  EXPECT_EQ(first_per_class(kLabels, 3, 1000), kAll);
  EXPECT_THAT(first_per_class({}, 3, 5), IsEmpty());
}

TEST(FirstPerClass, KeepsAllOfASmallClass) {
  EXPECT_THAT(first_per_class({0, 0, 0, 0, 1}, 2, 4), ElementsAre(0, 1, 4));
}

TEST(FirstPerClass, SupportsMoreThan256Classes) {
  EXPECT_THAT(first_per_class({299, 43, 299, 43, 0}, 300, 1), ElementsAre(4));
  std::vector<Label> each;
  for (Label label = 0; label < 600; ++label) each.push_back(label % 300);
  EXPECT_EQ(first_per_class(each, 300, 300).back(), 299);
  EXPECT_THAT(hold_out(each, 300, first_per_class(each, 300, 600), 0.5).validation.front(), 300);
}

TEST(HoldOut, TakesTheLastOfEachClass) {
  const Split split = hold_out(kLabels, 3, kAll, 0.34);
  EXPECT_THAT(split.train, ElementsAre(0, 1, 2, 3, 4, 5, 6));
  EXPECT_THAT(split.validation, ElementsAre(7, 8, 9));
}

TEST(HoldOut, ConsidersOnlyTheGivenIndices) {
  const Split split = hold_out(kLabels, 3, first_per_class(kLabels, 3, 6), 0.5);
  EXPECT_THAT(split.train, ElementsAre(0, 1, 3));
  EXPECT_THAT(split.validation, ElementsAre(2, 4, 6));
}

TEST(HoldOut, HoldsOutNothingForAFractionOfZero) {
  const Split split = hold_out(kLabels, 3, kAll, 0);
  EXPECT_EQ(split.train, kAll);
  EXPECT_THAT(split.validation, IsEmpty());
}

}  // namespace
}  // namespace actsweep
