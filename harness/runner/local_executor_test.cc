#include "harness/runner/local_executor.h"

#include <gmock/gmock.h>

#include "harness/runner/fake_trainer.h"
#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace testing_support;
using Kind = LocalExecutor::Event::Kind;

class LocalExecutorTest : public StoreTest {
 protected:
  LocalExecutor executor(const std::filesystem::path& trainer, int jobs = 1, double heartbeat_timeout = 0,
                         double timeout = 0) {
    return {{.trainer = trainer, .jobs = jobs, .heartbeat_timeout = heartbeat_timeout, .timeout = timeout},
            [this](const std::string& text) { warnings_.push_back(text); }};
  }
  /// Waits until all trials in hand have ended, and gives the events.
  static std::vector<LocalExecutor::Event> run(LocalExecutor& executor) {
    std::vector<LocalExecutor::Event> events;
    while (executor.active_count() > 0) executor.wait(1000, -1, [&](const auto& event) { events.push_back(event); });
    return events;
  }

  std::vector<std::string> warnings_;
};

TEST_F(LocalExecutorTest, TellsATrialsWay) {
  LocalExecutor workers = executor(fake_trainer(folder_, R"(
    say started ',"pid":42'
    say progress ',"images":7'
    say layer ',"layer":{"epoch":0,"kind":"activation","position":3,"module":"4","dead_units":25}'
    say epoch ',"metrics":{"epoch":1,"test_top1":50}'
    say ended ',"how":"diverged","reason":"nan"'
    say exited ',"reason":"exited with status 0"')"));
  workers.submit({"a"});
  EXPECT_EQ(workers.free_slots(), 0);
  const auto events = run(workers);
  ASSERT_EQ(events.size(), 5u);
  EXPECT_EQ(events[0].pid, 42);
  EXPECT_EQ(events[0].trainer.libtorch_version, "1.0");
  EXPECT_EQ(events[1].images, 7);
  EXPECT_EQ(events[2].kind, Kind::kLayer);
  EXPECT_EQ(events[2].layer.position, 3);
  EXPECT_EQ(events[2].layer.dead_units, 25);
  EXPECT_EQ(events[3].epoch.test_top1, 50);
  EXPECT_EQ(events[4].kind, Kind::kDiverged);
  EXPECT_EQ(events[4].reason, "nan");
  EXPECT_EQ(workers.free_slots(), 1);
}

TEST_F(LocalExecutorTest, AnExitWithoutAnEndIsACrash) {
  LocalExecutor workers =
      executor(fake_trainer(folder_, R"x(say exited ',"reason":"killed by signal 9 (Killed)"')x"), 2);
  workers.submit({"a"});
  workers.submit({"b"});
  const auto events = run(workers);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind, Kind::kCrashed);
  EXPECT_EQ(events[0].reason, "killed by signal 9 (Killed)");
}

/// A process of its own, as a trial is, whose end the trainer tells.
constexpr const char* kHangs = R"x(
  sleep 100 & child=$!
  say started ",\"pid\":$child"
  wait $child
  say exited ',"reason":"killed by signal 9 (Killed)"')x";

TEST_F(LocalExecutorTest, ATrialThatGivesNoSignOfLifeIsKilledAsCrashed) {
  LocalExecutor workers = executor(fake_trainer(folder_, kHangs), 1, 0.3);
  workers.submit({"a"});
  const auto events = run(workers);
  EXPECT_EQ(events.back().kind, Kind::kCrashed);
  EXPECT_EQ(events.back().reason, "it gave no sign of life for 0.3 s, and was killed");
}

TEST_F(LocalExecutorTest, ATrialThatNeverBeginsGoesWithItsTrainer) {
  LocalExecutor workers = executor(fake_trainer(folder_, "exec sleep 100"), 1, 0.3);
  workers.submit({"a"});
  EXPECT_EQ(run(workers).back().reason, "it gave no sign of life for 0.3 s, and was killed");
}

TEST_F(LocalExecutorTest, SignsOfLifeKeepATrial) {
  LocalExecutor workers = executor(fake_trainer(folder_, R"(
    for i in 1 2 3 4 5 6; do sleep 0.1; say progress ',"images":7'; done
    say ended ',"how":"done","reason":""')"),
                                   1, 0.4);
  workers.submit({"a"});
  EXPECT_EQ(run(workers).back().kind, Kind::kDone);
}

TEST_F(LocalExecutorTest, ATrialThatTakesTooLongIsKilledWhateverItSays) {
  LocalExecutor workers = executor(fake_trainer(folder_, R"x(
    say started ",\"pid\":$$"
    while sleep 0.05; do say progress ',"images":7'; done)x"),
                                   1, 10, 0.3);
  workers.submit({"a"});
  const auto events = run(workers);
  EXPECT_EQ(events.back().kind, Kind::kTimedOut);
  EXPECT_EQ(events.back().reason, "it took longer than 0.3 s, and was killed");
}

TEST_F(LocalExecutorTest, LinesOfNoProtocolAreIgnored) {
  LocalExecutor workers = executor(fake_trainer(folder_, R"(echo nonsense; say ended ',"how":"done","reason":""')"));
  workers.submit({"a"});
  EXPECT_EQ(run(workers).back().kind, Kind::kDone);
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("ignored what a trainer said")));
}

TEST_F(LocalExecutorTest, ATrainerThatDiesIsStartedAgain) {
  LocalExecutor workers = executor(fake_trainer(folder_, R"(
    if [ $trial = bad ]; then echo oops >&2; kill -9 $$; fi
    say ended ',"how":"done","reason":""')"));
  workers.submit({"bad"});
  EXPECT_EQ(run(workers).back().reason, "the trainer ended: killed by signal 9 (Killed): oops");
  workers.submit({"good"});
  EXPECT_EQ(run(workers).back().kind, Kind::kDone);
  EXPECT_THAT(warnings_, ElementsAre("the trainer ended (killed by signal 9 (Killed): oops); it is started again"));
}

TEST_F(LocalExecutorTest, GivesUpOnATrainerThatNeverComesUp) {
  const auto trainer = fake_trainer(folder_, "", "echo 'no such library' >&2; exit 3");
  LocalExecutor workers = executor(trainer);
  workers.submit({"a"});
  EXPECT_EQ(error_of([&] { run(workers); }), trainer.string() +
                                                 " ended 3 times in a row before it was ready; the last time it exited "
                                                 "with status 3: no such library");
}

TEST_F(LocalExecutorTest, SaysWhenThereIsNoTrainer) {
  LocalExecutor workers = executor(folder_ / "none");
  workers.submit({"a"});
  EXPECT_EQ(error_of([&] { run(workers); }),
            "cannot start " + (folder_ / "none").string() + ": No such file or directory");
}

}  // namespace
}  // namespace actsweep
