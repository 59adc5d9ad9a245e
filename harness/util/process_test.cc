#include "harness/util/process.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "datasets/test_files.h"

namespace actsweep {
namespace {

TEST(Process, GivesOutputAndExitStatus) {
  const ProcessResult result = run_process({"sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_EQ(result.output, "out\nerr\n");
}

TEST(Process, HandsArgumentsOnAsTheyAre) {
  EXPECT_EQ(run_process({"printf", "%s|", "a b", "$HOME", "*", "'"}).output, "a b|$HOME|*|'|");
}

TEST(Process, TakesMoreOutputThanAPipeHolds) {
  EXPECT_EQ(run_process({"head", "-c", "1000000", "/dev/zero"}).output, std::string(1'000'000, '\0'));
}

TEST(Process, TellsTheSignalThatEndedIt) { EXPECT_EQ(run_process({"sh", "-c", "kill -9 $$"}).exit_status, 128 + 9); }

TEST(Process, ItsEndAndTheTailOfItsLogAreTexts) {
  EXPECT_EQ(exit_text(std::system("exit 3")), "exited with status 3");
  EXPECT_EQ(exit_text(std::system("kill -9 $$")), "killed by signal 9 (Killed)");
  std::FILE* file = std::tmpfile();
  EXPECT_EQ(tail_of(fileno(file)), "");
  std::fputs((std::string(2000, 'x') + "last words\n\n").c_str(), file);
  std::fflush(file);
  const std::string tail = tail_of(fileno(file));
  EXPECT_EQ(tail.size(), 998U);
  EXPECT_TRUE(tail.ends_with("xlast words"));
  std::fclose(file);
}

TEST(Process, WithoutCaptureGivesTheStatusOnly) {
  const ProcessResult result = run_process({"sh", "-c", "exit 4"}, false);
  EXPECT_EQ(result.exit_status, 4);
  EXPECT_EQ(result.output, "");
}

TEST(Process, ThatCannotStartSaysWhy) {
  EXPECT_EQ(testing::error_of([] { run_process({"actsweep-no-such-program"}); }),
            "cannot start actsweep-no-such-program: No such file or directory");
}

}  // namespace
}  // namespace actsweep
