#include "harness/util/process.h"

#include <gtest/gtest.h>

#include "datasets/test_files.h"

namespace actsweep {
namespace {

TEST(Process, ReturnsOutputAndExitStatus) {
  const ProcessResult result = run_process({"sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_EQ(result.output, "out\nerr\n");
}

TEST(Process, PassesArgumentsUnchanged) {
  EXPECT_EQ(run_process({"printf", "%s|", "a b", "$HOME", "*", "'"}).output, "a b|$HOME|*|'|");
}

TEST(Process, CapturesMoreOutputThanAPipeHolds) {
  EXPECT_EQ(run_process({"head", "-c", "1000000", "/dev/zero"}).output, std::string(1'000'000, '\0'));
}

TEST(Process, ReportsTheSignalThatEndedIt) { EXPECT_EQ(run_process({"sh", "-c", "kill -9 $$"}).exit_status, 128 + 9); }

TEST(Process, WithoutCaptureReturnsTheStatusOnly) {
  const ProcessResult result = run_process({"sh", "-c", "exit 4"}, false);
  EXPECT_EQ(result.exit_status, 4);
  EXPECT_EQ(result.output, "");
}

TEST(Process, ReportsWhyItCannotStart) {
  EXPECT_EQ(testing::error_of([] { run_process({"actsweep-no-such-program"}); }),
            "cannot start actsweep-no-such-program: No such file or directory");
}

}  // namespace
}  // namespace actsweep
