// Trials that need more memory than there is.

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "harness/faults/sweep.h"

namespace actsweep::faults {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class OutOfMemory : public Sweep {
 protected:
  /// The sweep beside a trial whose weights alone are 14 GB.
  OutOfMemory() {
    std::ofstream(folder_ / "large.yaml") << "name: large\n"
                                             "trial:\n"
                                             "  dataset: {name: synthetic, train: 100, test: 100}\n"
                                             "  model: {name: mlp, width: 60000, depth: 2}\n"
                                             "  epochs: 1\n"
                                             "grid:\n"
                                             "  seed: {count: 1}\n";
  }

  /// Runs both below what `before` (a shell's words) sets up.
  ProcessResult run_both(const std::string& before) const {
    std::string command;
    for (const std::string& word : run_command({"--retries", "1", folder_ / "large.yaml"}))
      command += " '" + word + "'";
    return run_process({"sh", "-c", before + " exec" + command});
  }

  void expect_that_only_the_large_one_failed(const ProcessResult& result) {
    EXPECT_EQ(result.exit_status, 1) << result.output;
    EXPECT_THAT(result.output, HasSubstr("4 trials trained, 1 failed"));
    EXPECT_EQ(value_of("SELECT count(*) FROM attempt WHERE error LIKE 'crashed: out of memory%'"),
              "1");  // retried once
    EXPECT_EQ(value_of("SELECT count(*) FROM attempt WHERE error LIKE 'out of memory%' AND outcome = 'failed'"), "1");
    EXPECT_EQ(results(), quiet_results());
  }
};

TEST_F(OutOfMemory, ByALimitOfTheProcessFailsThatTrialOnly) {
  expect_that_only_the_large_one_failed(run_both("ulimit -v 8000000 &&"));
}

/// A memory cgroup below that of this process, in either of its two versions; empty where none can be made.
fs::path make_cgroup(const std::string& limit) {
  const std::string name = "actsweep-" + std::to_string(getpid());
  std::error_code error;
  for (const auto& [root, file] : {std::pair<fs::path, const char*>{"/sys/fs/cgroup/memory", "memory.limit_in_bytes"},
                                   {"/sys/fs/cgroup", "memory.max"}}) {
    const fs::path group = root / name;
    if (!fs::create_directory(group, error)) continue;
    if (fs::exists(group / file) && std::ofstream(group / file) << limit << std::flush) return group;
    fs::remove(group, error);
  }
  return {};
}

TEST_F(OutOfMemory, ByALimitOfTheMachineFailsThatTrialOnly) {
  const fs::path group = make_cgroup("1500000000");
  if (group.empty()) GTEST_SKIP() << "no memory cgroup can be made here";
  const ProcessResult result = run_both("echo $$ > " + (group / "cgroup.procs").string() + " &&");
  expect_that_only_the_large_one_failed(result);
  EXPECT_THAT(result.output, HasSubstr("killed by signal 9"));
  std::error_code ignored;
  fs::remove(group, ignored);
}

}  // namespace
}  // namespace actsweep::faults
