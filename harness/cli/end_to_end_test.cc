// A sweep on the synthetic data set through the command line, from the YAML file to the figure.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "harness/cli/cli_testing.h"
#include "harness/store/store.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kExperiment =
    "name: tiny\n"
    "title: A sweep of seconds\n"
    "trial:\n"
    "  dataset: {name: synthetic, train: 400, test: 100}\n"
    "  model: {name: mlp, width: 32}\n"
    "  optimizer: {name: adam}\n"
    "  epochs: 2\n"
    "  batch_size: 20\n"
    "grid:\n"
    "  model.activation: [relu, mish]\n"
    "  noise.sigma: [0, 0.5]\n"
    "  seed: {count: 2}\n"
    "report:\n"
    "  figures: [{x: noise.sigma, y: test_top1, by: model.activation}]\n";

class EndToEnd : public ::testing::Test {
 protected:
  EndToEnd() {
    folder_ = fs::temp_directory_path() / ("actsweep-end-to-end-" + std::to_string(getpid()));
    fs::create_directories(folder_);
    std::ofstream(file()) << kExperiment;
  }
  ~EndToEnd() override { fs::remove_all(folder_); }

  std::string file() const { return folder_ / "tiny.yaml"; }
  std::string database() const { return folder_ / "tiny.db"; }

  std::string query(const std::string& sql) const {
    return testing::actsweep({"query", sql, "--db", database(), "--format", "csv"}).output;
  }
  /// A run in another process, long enough to be disturbed.
  std::thread long_run(ProcessResult& result) const {
    return std::thread([this, &result] {
      result = testing::actsweep(
          {"run", file(), "--db", database(), "--jobs", "2", "epochs=400", "model.activation=relu", "noise.sigma=0"});
    });
  }
  /// Waits until a trial has begun and returns the id of its process; 0 on timeout.
  pid_t wait_for_worker() const {
    for (int attempt = 0; attempt < 600; ++attempt) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      if (!fs::exists(database())) continue;
      pid_t pid = 0;
      try {
        const Store store(database(), Store::Access::kReadOnly);
        store.query(
            "SELECT pid FROM attempt WHERE ended_at IS NULL AND pid > 0", [](const auto&) {},
            [&](const Store::Row& row) { pid = row[0].get<pid_t>(); });
      } catch (const std::exception&) {
        continue;  // the run is still creating the database
      }
      if (pid > 0) return pid;
    }
    return 0;
  }

  fs::path folder_;
};

TEST_F(EndToEnd, ASweepIsTrainedOnceAndReported) {
  const ProcessResult first = testing::actsweep({"run", file(), "--db", database()});
  ASSERT_EQ(first.exit_status, 0) << first.output;
  EXPECT_THAT(first.output, HasSubstr("8 trials trained"));
  EXPECT_EQ(query("SELECT count(*), min(epochs_run) FROM result"), "count(*),min(epochs_run)\n8,2\n");
  EXPECT_THAT(query("SELECT \"model.activation\", count(test_top1) FROM result GROUP BY 1"), HasSubstr("mish,4"));

  const ProcessResult second = testing::actsweep({"run", file(), "--db", database()});
  EXPECT_EQ(second.exit_status, 0);
  EXPECT_THAT(second.output, HasSubstr("all 8 trials are already finished"));
  EXPECT_THAT(testing::actsweep({"plan", file(), "--db", database()}).output, HasSubstr("finished: 8, to train: 0"));
  EXPECT_THAT(testing::actsweep({"status", "--db", database()}).output, HasSubstr("100 %"));

  const ProcessResult report = testing::actsweep({"report", file(), "--db", database(), "--out", folder_ / "report"});
  ASSERT_EQ(report.exit_status, 0) << report.output;
  const fs::path page = folder_ / "report" / "tiny";
  EXPECT_THAT(read_file(page / "index.html"), HasSubstr("A sweep of seconds"));
  EXPECT_THAT(read_file(page / "test_top1-vs-noise.sigma.svg"), HasSubstr("<svg"));
  EXPECT_EQ(read_file(page / "test_top1-vs-noise.sigma.png").substr(1, 3), "PNG");

  const std::string exported = testing::actsweep({"export", "tiny", "--db", database()}).output;
  EXPECT_EQ(std::count(exported.begin(), exported.end(), '\n'), 1 + 8 * 2);
}

TEST_F(EndToEnd, TheSameTrialGivesTheSameNumbersInEveryRun) {
  const std::string other = folder_ / "other.db";
  ASSERT_EQ(testing::actsweep({"run", file(), "--db", database(), "--jobs", "2"}).exit_status, 0);
  ASSERT_EQ(testing::actsweep({"run", file(), "--db", other, "--jobs", "1"}).exit_status, 0);
  const std::string metrics = "SELECT trial, train_loss, test_loss, test_top1, grad_norm FROM result ORDER BY trial";
  EXPECT_EQ(query(metrics), testing::actsweep({"query", metrics, "--db", other, "--format", "csv"}).output);
}

TEST_F(EndToEnd, AReportShowsTheLastRunsSelection) {
  ASSERT_EQ(testing::actsweep({"run", file(), "--db", database(), "seed=0", "noise.sigma=0,1"}).exit_status, 0);
  ASSERT_EQ(testing::actsweep({"report", file(), "--db", database(), "--out", folder_ / "report", "--format", "csv"})
                .exit_status,
            0);
  const std::string csv = read_file(folder_ / "report/tiny/test_top1-vs-noise.sigma.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 2 * 2);
}

TEST_F(EndToEnd, AKilledWorkerIsRetriedAndTheRestIsUntouched) {
  ProcessResult result;
  std::thread run = long_run(result);
  const pid_t worker = wait_for_worker();
  ASSERT_GT(worker, 0);
  kill(worker, SIGKILL);
  run.join();
  EXPECT_EQ(result.exit_status, 0) << result.output;
  EXPECT_EQ(query("SELECT count(*) FROM result"), "count(*)\n2\n");
  EXPECT_THAT(query("SELECT error FROM attempt WHERE outcome = 'interrupted'"),
              HasSubstr("crashed: killed by signal 9"));
}

TEST_F(EndToEnd, CheckpointsAreKeptOnRequest) {
  const auto kept = [&](const std::string& which) {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(database() + ".checkpoints")) {
      EXPECT_THAT(entry.path().filename().string(), HasSubstr("." + which + ".safetensors"));
      ++files;
    }
    return files;
  };
  const std::vector<std::string> command = {"run", file(), "--db", database(), "--keep-checkpoints"};
  const auto run = [&](std::vector<std::string> more) {
    more.insert(more.begin(), command.begin(), command.end());
    return testing::actsweep(more);
  };
  const ProcessResult rejected = run({"best"});
  EXPECT_EQ(rejected.exit_status, 2);
  EXPECT_THAT(rejected.output,
              HasSubstr("has no validation part to choose the best epoch; set one, such as validation=0.1"));
  ASSERT_EQ(run({"last", "seed=0"}).exit_status, 0);
  EXPECT_EQ(kept("last"), 4);
  fs::remove_all(database() + ".checkpoints");
  ASSERT_EQ(run({"best", "seed=0", "validation=0.25"}).exit_status, 0);
  EXPECT_EQ(kept("best"), 4);
}

TEST_F(EndToEnd, BadInputIsOneLineAndExitStatusTwo) {
  const ProcessResult unknown = testing::actsweep({"run", file(), "--db", database(), "model.activation=mihs"});
  EXPECT_EQ(unknown.exit_status, 2);
  EXPECT_EQ(
      unknown.output,
      "actsweep: command line, model.activation=mihs: model.activation: no activation is named mihs (did you mean "
      "mish?); `actsweep list activations` shows all\n");
  EXPECT_FALSE(fs::exists(database()));
  EXPECT_EQ(testing::actsweep({"report", file(), "--db", database()}).exit_status, 2);
  EXPECT_EQ(testing::actsweep({"frobnicate"}).exit_status, 2);
}

}  // namespace
}  // namespace actsweep
