#include "datasets/statistics.h"

#include <gmock/gmock.h>

#include "datasets/registry.h"

namespace actsweep {
namespace {

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
