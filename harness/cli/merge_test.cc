// Databases of several machines, and of several versions of the data, through the command line.

#include <gmock/gmock.h>

#include <fstream>

#include "datasets/test_files.h"
#include "harness/cli/cli_testing.h"

namespace actsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class MergeCommand : public ::testing::Test {
 protected:
  MergeCommand() {
    std::ofstream(file()) << "name: tiny\n"
                             "trial:\n"
                             "  dataset: mnist\n"
                             "  model: {name: mlp, width: 8}\n"
                             "  epochs: 1\n"
                             "grid:\n"
                             "  model.activation: [relu, mish]\n"
                             "  seed: {count: 2}\n"
                             "report:\n"
                             "  figures: [{x: model.activation, y: test_top1}]\n";
    write_data(10);
  }

  /// Writes images of one gray; another gray is other data.
  void write_data(char gray) const {
    const std::filesystem::path data = folder_ / "data";
    for (const auto& [part, images] : {std::pair<std::string, std::uint32_t>{"train", 40}, {"t10k", 20}}) {
      std::string labels;
      for (std::uint32_t i = 0; i < images; ++i) labels += static_cast<char>(i % 10);
      testing::write_bytes(data / "mnist" / (part + "-images-idx3-ubyte"), testing::idx_images(images, gray));
      testing::write_bytes(data / "mnist" / (part + "-labels-idx1-ubyte"), testing::idx_labels(labels));
    }
  }

  std::string file() const { return folder_ / "tiny.yaml"; }
  std::string database(const std::string& name) const { return folder_ / (name + ".db"); }
  ProcessResult run(const std::string& name, std::vector<std::string> more = {}) const {
    std::vector<std::string> command = {"run", file(), "--db", database(name), "--data", folder_ / "data"};
    command.insert(command.end(), more.begin(), more.end());
    return testing::actsweep(command);
  }
  std::string results(const std::string& name) const {
    return testing::actsweep({"query", "SELECT trial, test_loss, data_sha256 FROM result ORDER BY trial", "--db",
                              database(name), "--format", "csv"})
        .output;
  }
  std::string report_page(const std::string& name) const {
    const ProcessResult made = testing::actsweep({"report", file(), "--db", database(name), "--data", folder_ / "data",
                                                  "--out", folder_ / "report", "--format", "html"});
    EXPECT_EQ(made.exit_status, 0) << made.output;
    return testing::read_bytes(folder_.path() / "report" / "tiny" / "index.html");
  }

  testing::TemporaryFolder folder_;
};

TEST_F(MergeCommand, ResultsOfTwoMachinesBecomeOneSweep) {
  ASSERT_EQ(run("one", {"seed=0"}).exit_status, 0);
  ASSERT_EQ(run("two", {"seed=1"}).exit_status, 0);
  const ProcessResult merged = testing::actsweep({"merge", database("one"), database("two"), "--db", database("all")});
  EXPECT_EQ(merged.exit_status, 0) << merged.output;
  EXPECT_THAT(merged.output,
              HasSubstr("one.db: 2 trials (2 of them new), 2 attempts added, 2 new results\n" + database("two")));
  EXPECT_THAT(run("all").output, HasSubstr("all 4 trials are already finished"));
  ASSERT_EQ(run("alone").exit_status, 0);
  EXPECT_EQ(results("all"), results("alone"));
  EXPECT_THAT(testing::actsweep({"merge", database("one"), "--db", database("all")}).output,
              HasSubstr("0 attempts added, 2 already present, 0 new results"));
}

TEST_F(MergeCommand, RejectsATrialWhoseIdIsWrong) {
  ASSERT_EQ(run("bad").exit_status, 0);
  run_process(
      {"sqlite3", database("bad"), "UPDATE trial_config SET config = json_set(config, '$.epochs', 2) WHERE trial = 3"});
  const ProcessResult rejected = testing::actsweep({"merge", database("bad"), "--db", database("all")});
  EXPECT_EQ(rejected.exit_status, 2);
  EXPECT_THAT(rejected.output, AllOf(HasSubstr("actsweep: " + database("bad") + ": trial "),
                                     HasSubstr("it is not what was trained under that id")));
  for (const char* end : {"", "-wal", "-shm"}) EXPECT_FALSE(std::filesystem::exists(database("all") + end)) << end;
  ASSERT_EQ(run("all", {"seed=0"}).exit_status, 0);
  EXPECT_EQ(testing::actsweep({"merge", database("bad"), "--db", database("all")}).exit_status, 2);
  EXPECT_TRUE(std::filesystem::exists(database("all")));
}

TEST_F(MergeCommand, ResultsOnDifferentDataAreNeverAveraged) {
  ASSERT_EQ(run("sweep").exit_status, 0);
  EXPECT_EQ(report_page("sweep").find("other data"), std::string::npos);
  write_data(90);
  EXPECT_NE(report_page("sweep").find("mnist: the results are on other data"), std::string::npos);
  ASSERT_EQ(run("sweep", {"seed=1"}).exit_status, 0);
  const std::string page = report_page("sweep");
  EXPECT_NE(page.find("mnist: 2 results on other data"), std::string::npos);
  EXPECT_NE(page.find("left out: results on different data are never averaged"), std::string::npos);
}

}  // namespace
}  // namespace actsweep
