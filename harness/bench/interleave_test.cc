#include "harness/bench/interleave.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace actsweep::bench {
namespace {

using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::SizeIs;

/// Tasks that take a given time on a simulated clock.
struct Simulation {
  double time = 100;
  std::vector<int> called;

  std::function<void()> task(int id, double seconds) {
    return [this, id, seconds] {
      called.push_back(id);
      time += seconds;
    };
  }
  InterleaveOptions options(int rounds) {
    return {.rounds = rounds, .min_seconds = 0.01, .now = [this] { return time; }};
  }
};

TEST(Interleave, TimesEachTaskInEachRound) {
  Simulation simulation;
  const auto timings = interleave({simulation.task(0, 0.001), simulation.task(1, 0.5)}, simulation.options(7));
  ASSERT_THAT(timings, SizeIs(2));
  EXPECT_THAT(timings[0], SizeIs(7));
  EXPECT_THAT(timings[0], Each(DoubleNear(0.001, 1e-9)));
  EXPECT_THAT(timings[1], Each(DoubleNear(0.5, 1e-9)));
}

TEST(Interleave, RepeatsShortTasks) {
  Simulation simulation;
  interleave({simulation.task(0, 0.0001)}, simulation.options(1));
  const auto calls_before = simulation.called.size();
  simulation.called.clear();
  interleave({simulation.task(0, 0.0001)}, simulation.options(2));
  EXPECT_GE(simulation.called.size() - calls_before, 100U);
}

TEST(Interleave, IsRobustAgainstAMachineThatSlowsDown) {
  double speed = 1, time = 0;
  const auto task = [&](double seconds) { return [&, seconds] { time += seconds * speed; }; };
  InterleaveOptions options{.rounds = 9, .min_seconds = 1e-6, .now = [&] { return time; }};
  options.after_round = [&](int) { speed *= 1.5; };
  const auto timings = interleave({task(0.3), task(0.1)}, options);
  EXPECT_NEAR(median_ratio(timings[0], timings[1]), 3, 1e-9);
}

TEST(Median, IsTheMiddleValue) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(median_ratio({2, 9, 4}, {1, 3, 1}), 3);
  EXPECT_EQ(Timings({1, 2}) + Timings({3, 5}), Timings({4, 7}));
}

}  // namespace
}  // namespace actsweep::bench
