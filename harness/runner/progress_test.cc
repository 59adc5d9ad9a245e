#include "harness/runner/progress.h"

#include <gtest/gtest.h>

namespace actsweep {
namespace {

ProgressState half_way() {
  return {.done = 9,
          .total = 1800,
          .failed = 1,
          .running = 2,
          .fraction = 0.5,
          .images_per_second = 1234.4,
          .eta_seconds = 185};
}

TEST(Progress, TextSaysWhatIsKnown) {
  EXPECT_EQ(progress_text(half_way()), "9/1,800 trials, 1 failed, 2 running, 1,234 images/s, ETA 3 min 05 s");
  EXPECT_EQ(progress_text({.total = 3}), "0/3 trials, 0 running");
}

TEST(Progress, BarFillsTheWidthUpToAPoint) {
  const std::string text = progress_text(half_way());
  const int width = static_cast<int>(text.size());
  EXPECT_EQ(progress_bar(half_way(), 500, false), "[###############...............] " + text);
  EXPECT_EQ(progress_bar(half_way(), width + 13, false), "[#####.....] " + text);
  EXPECT_EQ(progress_bar(half_way(), width + 7, false), text) << "too little room for a bar";
  EXPECT_EQ(progress_bar(half_way(), 7, false), "9/1,800");
}

TEST(Progress, BarIsRedWithFailures) {
  ProgressState state = half_way();
  EXPECT_EQ(progress_bar(state, 500, true).substr(0, 5), "\x1b[31m");
  state.failed = 0;
  EXPECT_EQ(progress_bar(state, 500, true).substr(0, 5), "\x1b[32m");
}

TEST(Progress, PlainStyleShowsFinishedTrialsAndQuietShowsNothing) {
  testing::internal::CaptureStderr();
  ProgressDisplay plain(ProgressDisplay::Style::kPlain), quiet(ProgressDisplay::Style::kQuiet);
  for (ProgressDisplay* display : {&plain, &quiet}) {
    display->update(half_way());  // too early for a line
    display->finished("[1/2] a done");
    display->note("a remark");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "[1/2] a done\na remark\n");
}

}  // namespace
}  // namespace actsweep
