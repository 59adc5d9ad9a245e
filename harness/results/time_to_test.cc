#include "harness/results/time_to.h"

#include <gmock/gmock.h>

#include "harness/results/metric.h"
#include "harness/results/results_testing.h"

namespace actsweep {
namespace {

TEST(TimeTo, IsNamedByUnitAndAccuracy) {
  ASSERT_TRUE(time_to("seconds_to_97.5"));
  EXPECT_EQ(time_to("seconds_to_97.5")->accuracy, 97.5);
  EXPECT_EQ(time_to("epochs_to_90")->unit, "epochs");
  for (const char* const other :
       {"seconds", "seconds_to_", "seconds_to_x", "epochs_to_0", "epochs_to_101", "test_top1"}) {
    EXPECT_FALSE(time_to(other)) << other;
  }
  EXPECT_EQ(describe_metric("seconds_to_90", 10).axis_label(), "Training time to 90 % test accuracy (s)");
}

TEST(TimeTo, CountsUntilTheAccuracyIsFirstReached) {
  Results input = small_results();
  for (const auto& [epoch, top1] : {std::pair(1, 80), {2, 91}, {3, 89}}) {
    input.details[Level::kEpoch].push_back(finished("a", {{"epoch", epoch}}, top1));  // two seconds each
    input.details[Level::kEpoch].push_back(finished("b", {{"epoch", epoch}}, top1 - 5));
  }
  for (const char* metric : {"seconds_to_90", "epochs_to_90"}) add_time(metric, input);
  EXPECT_EQ(input.trials[0].metrics.at("seconds_to_90"), 4);
  EXPECT_EQ(input.trials[0].metrics.at("epochs_to_90"), 2);
  EXPECT_FALSE(input.trials[1].metrics.contains("seconds_to_90"));
}

}  // namespace
}  // namespace actsweep
