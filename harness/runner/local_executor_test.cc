#include "harness/runner/local_executor.h"

#include <gmock/gmock.h>

#include "harness/runner/fake_trainer.h"
#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace testing_support;
using protocol::Ended;
using protocol::Exited;

class LocalExecutorTest : public StoreTest {
 protected:
  LocalExecutor executor(const std::filesystem::path& trainer, int jobs = 1, double heartbeat_timeout = 0,
                         double timeout = 0) {
    return {{.trainer = trainer, .jobs = jobs, .heartbeat_timeout = heartbeat_timeout, .timeout = timeout},
            [this](const std::string& text) { warnings_.push_back(text); }};
  }
  /// Waits until all submitted trials have ended, and returns their events.
  std::vector<protocol::Event> run(LocalExecutor& executor) {
    std::vector<protocol::Event> events;
    while (executor.active_count() > 0) {
      executor.wait(1000, -1, [&](const protocol::Event& event, const protocol::Ready& trainer) {
        events.push_back(event);
        trainer_ = trainer;
      });
    }
    return events;
  }

  template <typename T>
  T last(LocalExecutor& executor) {
    return std::get<T>(run(executor).back());
  }

  protocol::Ready trainer_;  ///< of the last event

  std::vector<std::string> warnings_;
};

TEST_F(LocalExecutorTest, PassesOnTheEventsOfATrial) {
  LocalExecutor workers = executor(fake_trainer(folder_, R"(
    say started ',"pid":42'
    say progress ',"images":7'
    say layer ',"layer":{"epoch":0,"kind":"activation","position":3,"module":"4","dead_units":25}'
    say epoch ',"epoch":{"epoch":1,"test_top1":50}'
    say ended ',"how":"diverged","reason":"nan"'
    say exited ',"reason":"exited with status 0"')"));
  workers.submit({"a"});
  EXPECT_EQ(workers.free_capacity(), 0);
  const auto events = run(workers);
  ASSERT_EQ(events.size(), 5u);
  EXPECT_EQ(std::get<protocol::Started>(events[0]).pid, 42);
  EXPECT_EQ(trainer_.libtorch_version, "1.0");
  EXPECT_EQ(std::get<protocol::Progress>(events[1]).images, 7);
  const LayerEpoch layer = std::get<protocol::LayerSeen>(events[2]).layer;
  EXPECT_EQ(layer.position, 3);
  EXPECT_EQ(layer.dead_units, 25);
  EXPECT_EQ(std::get<protocol::EpochDone>(events[3]).epoch.test_top1, 50);
  const Ended end = std::get<Ended>(events[4]);
  EXPECT_EQ(end.how, Ended::How::kDiverged);
  EXPECT_EQ(end.reason, "nan");
  EXPECT_EQ(workers.free_capacity(), 1);
}

TEST_F(LocalExecutorTest, AnExitWithoutAnEndIsACrash) {
  LocalExecutor workers =
      executor(fake_trainer(folder_, R"x(say exited ',"reason":"killed by signal 9 (Killed)"')x"), 2);
  workers.submit({"a"});
  workers.submit({"b"});
  const auto events = run(workers);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(std::get<Exited>(events[0]).reason, "killed by signal 9 (Killed)");
}

/// Like a real trial, runs in a process of its own whose exit the trainer reports.
constexpr const char* kHangs = R"x(
  sleep 100 & child=$!
  say started ",\"pid\":$child"
  wait $child
  say exited ',"reason":"killed by signal 9 (Killed)"')x";

TEST_F(LocalExecutorTest, ATrialThatHangsIsKilledAsCrashed) {
  LocalExecutor workers = executor(fake_trainer(folder_, kHangs), 1, 0.3);
  workers.submit({"a"});
  EXPECT_EQ(last<Exited>(workers).reason, "no heartbeat for 0.3 s; killed");
}

TEST_F(LocalExecutorTest, ATrialThatNeverStartsIsKilledWithItsTrainer) {
  LocalExecutor workers = executor(fake_trainer(folder_, "exec sleep 100"), 1, 0.3);
  workers.submit({"a"});
  EXPECT_EQ(last<Exited>(workers).reason, "no heartbeat for 0.3 s; killed");
}

TEST_F(LocalExecutorTest, EventsKeepATrialAlive) {
  LocalExecutor workers = executor(fake_trainer(folder_, R"(
    for i in 1 2 3 4 5 6; do sleep 0.1; say progress ',"images":7'; done
    say ended ',"how":"done","reason":""')"),
                                   1, 0.4);
  workers.submit({"a"});
  EXPECT_EQ(last<Ended>(workers).how, Ended::How::kDone);
}

TEST_F(LocalExecutorTest, ATrialThatTakesTooLongTimesOut) {
  LocalExecutor workers = executor(fake_trainer(folder_, R"x(
    say started ",\"pid\":$$"
    while sleep 0.05; do say progress ',"images":7'; done)x"),
                                   1, 10, 0.3);
  workers.submit({"a"});
  const Ended end = last<Ended>(workers);
  EXPECT_EQ(end.how, Ended::How::kTimedOut);
  EXPECT_EQ(end.reason, "exceeded --timeout (0.3 s)");
}

TEST_F(LocalExecutorTest, InvalidLinesAreIgnored) {
  LocalExecutor workers = executor(fake_trainer(folder_, R"(echo nonsense; say ended ',"how":"done","reason":""')"));
  workers.submit({"a"});
  EXPECT_EQ(last<Ended>(workers).how, Ended::How::kDone);
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("ignored a line from a trainer: invalid event: ")));
}

TEST_F(LocalExecutorTest, ATrainerThatDiesIsRestarted) {
  LocalExecutor workers = executor(fake_trainer(folder_, R"(
    if [ $trial = bad ]; then echo oops >&2; kill -9 $$; fi
    say ended ',"how":"done","reason":""')"));
  workers.submit({"bad"});
  EXPECT_EQ(last<Exited>(workers).reason, "the trainer ended: killed by signal 9 (Killed): oops");
  workers.submit({"good"});
  EXPECT_EQ(last<Ended>(workers).how, Ended::How::kDone);
  EXPECT_THAT(warnings_, ElementsAre("the trainer ended (killed by signal 9 (Killed): oops); it is started again"));
}

TEST_F(LocalExecutorTest, GivesUpOnATrainerThatNeverBecomesReady) {
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
