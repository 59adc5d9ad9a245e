#include "harness/runner/run_loop.h"

#include <gmock/gmock.h>
#include <signal.h>

#include "harness/runner/fake_trainer.h"
#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using testing::HasSubstr;
using namespace testing_support;

class RunLoopTest : public StoreTest {
 protected:
  RunLoopTest() {
    const std::int64_t experiment = store_.record_experiment("noise", "", {});
    store_.enqueue(experiment, {trial("a", {{"seed", 0}}), trial("b", {{"seed", 1}}), trial("c", {{"seed", 2}})});
    store_.begin_run({});
  }

  RunSummary run(const std::string& body, const RunLoopOptions& options = {}, const std::string& start = kReady) {
    LocalExecutor executor({.trainer = fake_trainer(folder_, body, start), .jobs = 2}, [](const std::string&) {});
    ProgressDisplay display(ProgressDisplay::Style::kQuiet);
    const std::function<TrialDetails(const PendingTrial&)> details = [](const PendingTrial& trial) {
      return TrialDetails{{{"epochs", 1}}, "seed=" + trial.id, "data", 100};
    };
    return train_pending(store_, executor, CheckpointFolder(path_, 60, KeptCheckpoint::kNone), pending_, details,
                         options, display, interrupt_);
  }

  /// The number of attempts with this outcome.
  std::int64_t attempts(const std::string& outcome) {
    return rows(store_, "SELECT count(*) FROM attempt WHERE outcome = '" + outcome + "'")[0][0].get<std::int64_t>();
  }

  Store store_ = writer();
  Interrupt interrupt_;
  std::vector<PendingTrial> pending_{{"a"}, {"b"}, {"c"}};
};

constexpr const char* kTrains = R"(
  say started ',"pid":42'
  say epoch ',"epoch":{"epoch":1,"test_top1":50}'
  say ended ',"how":"done","reason":""')";

TEST_F(RunLoopTest, TrainsAndRecords) {
  const RunSummary summary = run(kTrains);
  EXPECT_EQ(summary.trained, 3u);
  EXPECT_EQ(summary.images, 300);
  EXPECT_FALSE(summary.interrupted);
  EXPECT_EQ(store_.finished("data").size(), 3u);
  const TrialOutcome outcome = store_.outcomes({"a"})["a"];
  EXPECT_EQ(outcome.metrics.at("test_top1"), 50);
  EXPECT_EQ(outcome.attempt.pid, 42);
  EXPECT_EQ(outcome.attempt.libtorch_version, "1.0");
  EXPECT_EQ(outcome.attempt.processor, "some");
  EXPECT_EQ(outcome.attempt.git_commit, "c0ffee");
  EXPECT_TRUE(outcome.attempt.git_dirty);
}

TEST_F(RunLoopTest, RecordsLayersSeparatelyFromEpochs) {
  const RunSummary summary = run(std::string(R"(
    say layer ',"layer":{"epoch":0,"kind":"activation","position":1,"module":"1","dead_units":25}'
    say layer ',"layer":{"epoch":1,"kind":"weights","position":1,"module":"0","grad_norm":0.5}')") +
                                 kTrains);
  EXPECT_EQ(summary.trained, 3u);
  EXPECT_EQ(summary.images, 300);
  EXPECT_EQ(store_.outcomes({"a"})["a"].epochs, 1);
  const auto layers = store_.layers({"a", "b", "c"});
  ASSERT_EQ(layers.size(), 3u);
  ASSERT_EQ(layers.at("b").size(), 2u);
  EXPECT_EQ(layers.at("b")[0].dead_units, 25);
  EXPECT_EQ(layers.at("b")[1].grad_norm, 0.5);
}

TEST_F(RunLoopTest, KeepsTheLayersOfDivergedTrials) {
  run(R"(
    say started ',"pid":42'
    say layer ',"layer":{"epoch":0,"kind":"activation","position":1,"module":"1","dead_units":25}'
    say ended ',"how":"diverged","reason":"the training loss became NaN"')");
  EXPECT_EQ(store_.layers({"a"}).at("a")[0].dead_units, 25);
}

TEST_F(RunLoopTest, ACrashedTrialIsTrainedAgain) {
  const auto mark = (folder_ / "crashed").string();
  const RunSummary summary = run("if [ $trial = a ] && ! [ -e " + mark + " ]; then touch " + mark +
                                 "; say started ',\"pid\":1'; say exited ',\"reason\":\"killed by signal 9\"'; "
                                 "continue; fi\n" +
                                 kTrains);
  EXPECT_EQ(summary.trained, 3u);
  EXPECT_TRUE(summary.failed.empty());
  EXPECT_EQ(attempts("interrupted"), 1);
  EXPECT_EQ(attempts("done"), 3);
}

TEST_F(RunLoopTest, ATrialThatCrashesAgainIsListed) {
  const std::string body =
      std::string("if [ $trial = a ]; then say exited ',\"reason\":\"killed by signal 11\"'; continue; fi\n") + kTrains;
  const RunSummary summary = run(body);
  EXPECT_EQ(summary.trained, 2u);
  ASSERT_EQ(summary.failed.size(), 1u);
  EXPECT_EQ(summary.failed[0].settings, "seed=a");
  EXPECT_EQ(summary.failed[0].reason, "killed by signal 11");
  EXPECT_EQ(attempts("failed"), 1);

  const RunSummary next = run(kTrains);
  EXPECT_EQ(next.trained, 0u);
  EXPECT_EQ(next.reused, 2u);
  ASSERT_EQ(next.failed_earlier.size(), 1u);
  EXPECT_EQ(next.failed_earlier[0].reason, "killed by signal 11");
  EXPECT_EQ(run(kTrains, {.retry = {.failed = true}}).trained, 1u);
}

TEST_F(RunLoopTest, AFailureIsNotRetried) {
  const RunSummary summary = run(R"(say ended ',"how":"failed","reason":"out of memory"')");
  EXPECT_EQ(summary.failed.size(), 3u);
  EXPECT_EQ(attempts("failed"), 3);
}

TEST_F(RunLoopTest, RunningOutOfMemoryIsACrashAndATimeoutIsNot) {
  EXPECT_EQ(run(R"(say ended ',"how":"out of memory","reason":"no memory"')").failed.size(), 3u);
  EXPECT_EQ(attempts("interrupted"), 3) << "each was trained twice";
  EXPECT_EQ(run(R"(say ended ',"how":"timed out","reason":"too slow"')", {.retry = {.failed = true}}).failed.size(),
            3u);
  EXPECT_EQ(attempts("interrupted"), 3);
}

TEST_F(RunLoopTest, TheEndOfTheTrainerIsACrashOfItsTrials) {
  const RunSummary summary = run("kill -9 $$", {.retries = 0});
  EXPECT_EQ(summary.failed.size(), 3u);
  EXPECT_EQ(summary.failed[0].reason, "the trainer ended: killed by signal 9 (Killed)");
}

TEST_F(RunLoopTest, AnInterruptionReleasesRunningTrials) {
  const RunSummary summary =
      run("say started ',\"pid\":1'; kill -INT " + std::to_string(getpid()) + "; exec sleep 100");
  EXPECT_TRUE(summary.interrupted);
  EXPECT_EQ(attempts("failed"), 0);
  EXPECT_EQ(rows(store_, "SELECT count(*) FROM trial WHERE state = 'pending'")[0][0], 3);
}

TEST_F(RunLoopTest, StartsNoTrainerWithoutWork) {
  run(kTrains);
  const RunSummary again = run(kTrains, {}, "touch " + (folder_ / "started").string());
  EXPECT_EQ(again.reused, 3u);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "started"));
}

}  // namespace
}  // namespace actsweep
