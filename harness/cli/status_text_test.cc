#include "harness/cli/status_text.h"

#include <gmock/gmock.h>

namespace actsweep {
namespace {

using testing::HasSubstr;
using testing::Not;

Status busy() {
  Status status;
  status.experiments.push_back({"mnist_noise", {5, 2, 100, 1, 2}, 125.0});
  status.runs.push_back({1, "here", 42, 2, 3.2, true});
  status.runs.push_back({2, "here", 43, 2, 100, false});
  status.running.push_back({"abc", 1, true, "seed=3", 2, 10, 512.4});
  status.running.push_back({"def", 2, false, "seed=4", 2, 10, {}});
  status.failures.push_back(
      {"bad", "2026-01-02T03:04:05.678Z", {"out of \x1b memory", {"one\x1b[2J", "two"}}, "seed=7"});
  status.failed = 2;
  status.images_per_second = 1024.7;
  return status;
}

TEST(StatusText, ShowsExperimentsRunsTrialsAndFailures) {
  EXPECT_EQ(status_text(busy(), false, false),
            "experiment   total  done  diverged  failed  running  pending  finished  ETA\n"
            "mnist_noise    110   100         1       2        2        5   91 %     2 min 05 s\n"
            "\n"
            "run 1: process 42 on here, 2 jobs, heartbeat 3 s ago\n"
            "run 2: process 43 on here ended unexpectedly; the next run takes over its trials\n"
            "training 1025 images/s\n"
            "\n"
            "running  settings  epoch  images/s\n"
            "abc      seed=3    2/10        512\n"
            "\n"
            "2 failed\n"
            "trial  settings  ended                     reason\n"
            "bad    seed=7    2026-01-02T03:04:05.678Z  out of \\x1b memory\n"
            "and 1 more: --failed lists them, with the last lines of their logs\n");
}

TEST(StatusText, ShowsTheLastLinesOfLogsOnRequest) {
  Status status = busy();
  status.failed = 1;
  EXPECT_THAT(status_text(status, false, false), HasSubstr("memory\n--failed shows the last lines of their logs\n"));
  EXPECT_THAT(status_text(status, true, false), HasSubstr("memory\n    | one\\x1b[2J\n    | two\n"));
  std::vector<std::string>& log = status.failures[0].failure.log;
  log.clear();
  for (int i = 1; i <= 12; ++i) log.push_back(std::to_string(i));
  EXPECT_THAT(status_text(status, true, false), HasSubstr("memory\n    | (2 lines before)\n    | 3\n    | 4\n"));
  log.clear();
  EXPECT_THAT(status_text(status, false, false), Not(HasSubstr("--failed")));
}

TEST(StatusText, ColorsOnlyOnRequest) {
  EXPECT_THAT(status_text(busy(), false, true), HasSubstr("\x1b[31m2 failed\x1b[0m"));
  EXPECT_THAT(status_text(busy(), false, false), Not(HasSubstr("\x1b")));
}

TEST(StatusText, SaysThatThereAreNoExperiments) { EXPECT_EQ(status_text({}, false, false), "no experiments yet\n"); }

}  // namespace
}  // namespace actsweep
