#include "harness/runner/remaining_time.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

using std::chrono::seconds;

const RemainingTimeEstimator::Clock::time_point kStart{};

TEST(RemainingTimeEstimator, EstimatesFromTheCostDone) {
  RemainingTimeEstimator estimator(10);
  EXPECT_EQ(estimator.eta_seconds(kStart), std::nullopt);
  estimator.begin("a", 4, 1000, kStart);
  estimator.advance("a", 500);
  EXPECT_DOUBLE_EQ(estimator.fraction(), 0.2);
  EXPECT_DOUBLE_EQ(*estimator.eta_seconds(kStart + seconds(10)), 40);
  EXPECT_DOUBLE_EQ(estimator.images_per_second(kStart + seconds(10)), 50);
  estimator.end("a", false);
  EXPECT_DOUBLE_EQ(estimator.fraction(), 0.4);
}

TEST(RemainingTimeEstimator, EstimatesNothingInTheFirstSeconds) {
  RemainingTimeEstimator estimator(10);
  estimator.begin("a", 4, 1000, kStart);
  estimator.advance("a", 500);
  EXPECT_EQ(estimator.eta_seconds(kStart + seconds(1)), std::nullopt);
}

TEST(RemainingTimeEstimator, TheCostOfACrashedTrialRemains) {
  RemainingTimeEstimator estimator(10);
  estimator.begin("a", 10, 100, kStart);
  estimator.advance("a", 50);
  estimator.end("a", true);
  EXPECT_DOUBLE_EQ(estimator.fraction(), 0);
  EXPECT_DOUBLE_EQ(estimator.images(), 50);
  estimator.begin("a", 10, 100, kStart + seconds(10));
  estimator.advance("a", 50);
  EXPECT_DOUBLE_EQ(*estimator.eta_seconds(kStart + seconds(20)), 10);
}

TEST(RemainingTimeEstimator, ImagesBeforeACheckpointAreNotWork) {
  RemainingTimeEstimator estimator(10);
  estimator.begin("a", 10, 100, kStart);
  estimator.resume("a", 60);
  estimator.advance("a", 30);  // repeated by the trainer
  EXPECT_DOUBLE_EQ(estimator.images(), 0);
  EXPECT_DOUBLE_EQ(estimator.fraction(), 0);
  estimator.advance("a", 70);
  EXPECT_DOUBLE_EQ(estimator.images(), 10);
  EXPECT_DOUBLE_EQ(estimator.fraction(), 0.25);
  EXPECT_DOUBLE_EQ(*estimator.eta_seconds(kStart + seconds(10)), 30);
  estimator.end("a", false);
  EXPECT_DOUBLE_EQ(estimator.fraction(), 1);
}

TEST(RemainingTimeEstimator, SkippedTrialsAreNotWork) {
  RemainingTimeEstimator estimator(10);
  estimator.skip(6);
  estimator.begin("a", 4, 10, kStart);
  estimator.end("a", false);
  EXPECT_DOUBLE_EQ(estimator.fraction(), 1);
}

}  // namespace
}  // namespace actsweep
