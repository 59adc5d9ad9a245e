#include "datasets/statistics.h"

#include <gmock/gmock.h>

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

TEST(ChannelStatistics, AreTakenChannelByChannel) {
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

}  // namespace
}  // namespace actsweep
