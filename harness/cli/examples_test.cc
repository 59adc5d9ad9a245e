#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "harness/cli/cli_testing.h"

namespace actsweep {
namespace {

/// The files of experiments/examples, by their names without ".yaml".
std::vector<std::string> examples() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator("experiments/examples")) {
    names.push_back(entry.path().stem());
  }
  return names;
}

class EveryExample : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryExample, IsTrainedAndDrawn) {
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("actsweep-example-{}-{}", GetParam(), getpid());
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string file = "experiments/examples/" + GetParam() + ".yaml", database = folder / "a.db";
  const ProcessResult run = testing::actsweep({"run", file, "seed=0", "--db", database});
  if (run.output.find("precision: bf16 is not supported on cpu") != std::string::npos) GTEST_SKIP() << run.output;
  EXPECT_EQ(run.exit_status, 0) << run.output;
  const ProcessResult report = testing::actsweep({"report", file, "seed=0", "--db", database, "--out", folder});
  EXPECT_EQ(report.exit_status, 0) << report.output;
  EXPECT_TRUE(std::filesystem::exists(folder / GetParam() / "index.html"));
  std::filesystem::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(, EveryExample, ::testing::ValuesIn(examples()), [](const auto& info) { return info.param; });

}  // namespace
}  // namespace actsweep
