#include "harness/runner/remaining_time.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

using std::chrono::seconds;

const RemainingTimeEstimator::Clock::time_point kStart{};

TEST(RemainingTimeEstimator, JudgesByTheCostDone) {
  RemainingTimeEstimator speed(10);
  EXPECT_EQ(speed.eta_seconds(kStart), std::nullopt);
  speed.begin("a", 4, 1000, kStart);
  speed.advance("a", 500);
  EXPECT_DOUBLE_EQ(speed.fraction(), 0.2);
  EXPECT_DOUBLE_EQ(*speed.eta_seconds(kStart + seconds(10)), 40);
  EXPECT_DOUBLE_EQ(speed.images_per_second(kStart + seconds(10)), 50);
  speed.end("a", false);
  EXPECT_DOUBLE_EQ(speed.fraction(), 0.4);
}

TEST(RemainingTimeEstimator, SaysNothingInTheFirstSeconds) {
  RemainingTimeEstimator speed(10);
  speed.begin("a", 4, 1000, kStart);
  speed.advance("a", 500);
  EXPECT_EQ(speed.eta_seconds(kStart + seconds(1)), std::nullopt);
}

TEST(RemainingTimeEstimator, ACrashedTrialLeavesItsCostToBeDone) {
  RemainingTimeEstimator speed(10);
  speed.begin("a", 10, 100, kStart);
  speed.advance("a", 50);
  speed.end("a", true);
  EXPECT_DOUBLE_EQ(speed.fraction(), 0);
  EXPECT_DOUBLE_EQ(speed.images(), 50);
  speed.begin("a", 10, 100, kStart + seconds(10));
  speed.advance("a", 50);
  EXPECT_DOUBLE_EQ(*speed.eta_seconds(kStart + seconds(20)), 10);
}

TEST(RemainingTimeEstimator, WhatLiesBehindACheckpointIsNoWork) {
  RemainingTimeEstimator speed(10);
  speed.begin("a", 10, 100, kStart);
  speed.resume("a", 60);
  speed.advance("a", 30);  // told again
  EXPECT_DOUBLE_EQ(speed.images(), 0);
  EXPECT_DOUBLE_EQ(speed.fraction(), 0);
  speed.advance("a", 70);
  EXPECT_DOUBLE_EQ(speed.images(), 10);
  EXPECT_DOUBLE_EQ(speed.fraction(), 0.25);
  EXPECT_DOUBLE_EQ(*speed.eta_seconds(kStart + seconds(10)), 30);
  speed.end("a", false);
  EXPECT_DOUBLE_EQ(speed.fraction(), 1);
}

TEST(RemainingTimeEstimator, SkippedTrialsAreNoWork) {
  RemainingTimeEstimator speed(10);
  speed.skip(6);
  speed.begin("a", 4, 10, kStart);
  speed.end("a", false);
  EXPECT_DOUBLE_EQ(speed.fraction(), 1);
}

}  // namespace
}  // namespace actsweep
