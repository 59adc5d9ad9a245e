// Several programs that use one database.

#include <gmock/gmock.h>
#include <signal.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "harness/cli/cli_testing.h"
#include "harness/faults/sweep.h"

namespace actsweep::faults {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Concurrency : public Sweep {
 protected:
  Concurrency() {
    // Shares the trials of mish with the sweep, and adds a column to the database.
    std::ofstream(folder_ / "other.yaml") << "name: other\n"
                                             "extends: tiny.yaml\n"
                                             "grid:\n"
                                             "  model.activation: [mish, swish, prelu]\n"
                                             "  seed: {count: 2}\n";
  }
};

TEST_F(Concurrency, FourRunsAndReadersTrainEachTrialOnceWithoutLockErrors) {
  const std::string undisturbed = undisturbed_results();
  std::vector<std::unique_ptr<Background>> runs;
  for (int i = 0; i < 4; ++i) {
    std::vector<std::string> command = run_command({"--retries", "5"});
    if (i % 2 == 1) command[2] = folder_ / "other.yaml";
    runs.push_back(std::make_unique<Background>(command));
  }
  Background watch({testing::program(), "status", "--watch=0.1", "--db", database()});
  int reads = 0;
  const auto is_working = [](const auto& run) { return run->is_running(); };
  while (std::any_of(runs.begin(), runs.end(), is_working)) {
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"query", "SELECT count(*) FROM result", "--db", database()},
          {"query", "summary", "--db", database()},
          {"report", file(), "--db", database(), "--out", folder_ / "report", "--format", "csv"}}) {
      const ProcessResult read = testing::actsweep(command);
      EXPECT_THAT(read.output, Not(HasSubstr("locked")));
      if (reads > 0) {
        EXPECT_EQ(read.exit_status, 0) << read.output;
      }
    }
    // Until the first runs have created the database, reading may fail.
    if (std::filesystem::exists(database()) && value_of("SELECT count(*) FROM trial") == "8") ++reads;
  }
  EXPECT_GT(reads, 0);
  for (const auto& run : runs) {
    const ProcessResult result = run->wait();
    EXPECT_EQ(result.exit_status, 0) << result.output;
    EXPECT_THAT(result.output, Not(HasSubstr("locked")));
  }
  watch.signal(SIGKILL);
  EXPECT_THAT(watch.wait().output, Not(HasSubstr("locked")));
  EXPECT_EQ(value_of("SELECT count(*) || ' of ' || count(DISTINCT trial) FROM attempt"), "8 of 8");
  EXPECT_EQ(value_of("SELECT count(*) FROM outcome"), "8");
  EXPECT_THAT(results(), HasSubstr(undisturbed.substr(undisturbed.find('\n') + 1, 16)));
  const std::string all = results();
  std::istringstream lines(undisturbed);
  for (std::string line; std::getline(lines, line);) EXPECT_THAT(all, HasSubstr(line));
}

}  // namespace
}  // namespace actsweep::faults
