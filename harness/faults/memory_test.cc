// Trials that run out of memory.

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
  /// The sweep, and a trial whose weights alone need 14 GB.
  OutOfMemory() {
    std::ofstream(folder_ / "large.yaml") << "name: large\n"
                                             "trial:\n"
                                             "  dataset: {name: synthetic, train: 100, test: 100}\n"
                                             "  model: {name: mlp, width: 60000, depth: 2}\n"
                                             "  epochs: 1\n"
                                             "grid:\n"
                                             "  seed: {count: 1}\n";
  }

  /// Runs both after the shell commands `before`.
  ProcessResult run_both(const std::string& before) const {
    std::string command;
    for (const std::string& word : run_command({"--retries", "1", folder_ / "large.yaml"}))
      command += " '" + word + "'";
    return run_process({"sh", "-c", before + " exec" + command});
  }

  void expect_only_the_large_trial_failed(const ProcessResult& result) {
    EXPECT_EQ(result.exit_status, 1) << result.output;
    EXPECT_THAT(result.output, HasSubstr("4 trials trained, 1 failed"));
    EXPECT_EQ(value_of("SELECT count(*) FROM attempt WHERE error LIKE 'crashed: out of memory%'"),
              "1");  // retried once
    EXPECT_EQ(value_of("SELECT count(*) FROM attempt WHERE error LIKE 'out of memory%' AND outcome = 'failed'"), "1");
    EXPECT_EQ(results(), undisturbed_results());
  }
};

TEST_F(OutOfMemory, UnderAProcessLimitFailsOnlyThatTrial) {
  expect_only_the_large_trial_failed(run_both("ulimit -v 8000000 &&"));
}

/// Creates a memory cgroup, version 1 or 2. Returns an empty path if that is impossible.
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

TEST_F(OutOfMemory, UnderACgroupLimitFailsOnlyThatTrial) {
  const fs::path group = make_cgroup("1500000000");
  if (group.empty()) GTEST_SKIP() << "cannot create a memory cgroup";
  const ProcessResult result = run_both("echo $$ > " + (group / "cgroup.procs").string() + " &&");
  expect_only_the_large_trial_failed(result);
  EXPECT_THAT(result.output, HasSubstr("killed by signal 9"));
  std::error_code ignored;
  fs::remove(group, ignored);
}

}  // namespace
}  // namespace actsweep::faults
