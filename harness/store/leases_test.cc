#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using testing::ElementsAre;
using namespace testing_support;

std::vector<TrialRecord> trials(int count) {
  std::vector<TrialRecord> trials;
  for (int i = 0; i < count; ++i) trials.push_back(trial("t" + std::to_string(i), {{"seed", i}}));
  return trials;
}

/// Runs `body` in another process, which has no handle of this one.
template <typename Body>
pid_t in_a_process(Body body) {
  const pid_t pid = fork();
  if (pid == 0) {
    try {
      body();
      _exit(0);
    } catch (...) {
      _exit(1);
    }
  }
  return pid;
}

TEST_F(StoreTest, TwoRunsNeverHoldTheSameTrial) {
  Store one = writer();
  one.enqueue(one.record_experiment("e", "", {}), trials(1));
  one.begin_run({});
  Store two = writer();
  two.begin_run({});
  EXPECT_EQ(one.lease("t0", "data"), LeaseResult::kGranted);
  EXPECT_EQ(two.lease("t0", "data"), LeaseResult::kHeld);
  two.release("t0");  // holds nothing, so gives nothing back
  EXPECT_EQ(two.lease("t0", "data"), LeaseResult::kHeld);
  one.release("t0");
  EXPECT_EQ(two.lease("t0", "data"), LeaseResult::kGranted);
}

TEST_F(StoreTest, EndingARunFreesItsTrials) {
  Store one = writer();
  one.enqueue(one.record_experiment("e", "", {}), trials(1));
  one.begin_run({});
  one.lease("t0", "data");
  one.begin_attempt("t0", on_data("data"));
  one.end_run();
  EXPECT_THAT(rows(one, "SELECT outcome, error FROM attempt"),
              ElementsAre(ElementsAre("interrupted", "the run ended")));
  Store two = writer();
  two.begin_run({});
  EXPECT_EQ(two.release_dead_runs(), 0);
  EXPECT_EQ(two.lease("t0", "data"), LeaseResult::kGranted);
}

TEST_F(StoreTest, CompetingProcessesShareTheTrialsWithoutOverlap) {
  constexpr int kTrials = 60;
  {
    Store store = writer();
    store.enqueue(store.record_experiment("e", "", {}), trials(kTrials));
  }
  std::array<pid_t, 4> children{};
  for (pid_t& child : children) {
    child = in_a_process([&] {
      Store store = writer();
      store.begin_run({});
      for (int i = 0; i < kTrials; ++i) {
        const std::string id = "t" + std::to_string(i);
        if (store.lease(id, "data") != LeaseResult::kGranted) continue;
        const auto attempt = store.begin_attempt(id, on_data("data"));
        store.record_epoch(attempt, epoch(1, 90));
        store.finish_attempt(attempt, Outcome::kDone);
      }
      store.end_run();
    });
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_THAT(rows(reader(), "SELECT count(*), count(DISTINCT trial) FROM attempt"),
              ElementsAre(ElementsAre(kTrials, kTrials)));
}

/// A process that has leased t0 and t1, begun an attempt at t0, and was killed.
void kill_a_run(const std::filesystem::path& path) {
  std::array<int, 2> ready{};
  ASSERT_EQ(pipe(ready.data()), 0);
  const pid_t child = in_a_process([&] {
    Store store(path, Store::Access::kReadWrite);
    store.begin_run({});
    store.lease("t0", "data");
    store.lease("t1", "data");
    store.record_epoch(store.begin_attempt("t0", on_data("data")), epoch(1, 50));
    if (write(ready[1], "x", 1) == 1) pause();
  });
  close(ready[1]);
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  close(ready[0]);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST_F(StoreTest, TheTrialsOfAKilledRunAreFreed) {
  {
    Store store = writer();
    store.enqueue(store.record_experiment("e", "", {}), trials(2));
  }
  kill_a_run(path_);
  Store store = writer();
  store.begin_run({});
  EXPECT_EQ(store.release_dead_runs(), 2);
  EXPECT_EQ(store.release_dead_runs(), 0);
  EXPECT_THAT(rows(store, "SELECT outcome, error FROM attempt"),
              ElementsAre(ElementsAre("interrupted", "the run that held it ended unexpectedly")));
  EXPECT_EQ(store.outcomes({"t0"}).at("t0").state, "pending");
}

TEST_F(StoreTest, ALeaseTakesOverFromAKilledRun) {
  {
    Store store = writer();
    store.enqueue(store.record_experiment("e", "", {}), trials(2));
  }
  kill_a_run(path_);
  Store store = writer();
  store.begin_run({});
  EXPECT_EQ(store.lease("t0", "data"), LeaseResult::kGranted);
  EXPECT_THAT(rows(store, "SELECT outcome FROM attempt"), ElementsAre(ElementsAre("interrupted")));
  EXPECT_EQ(store.lease("t1", "data"), LeaseResult::kGranted);
}

TEST_F(StoreTest, ARunThatStartedAProgramDiesWithoutIt) {
  {
    Store store = writer();
    store.enqueue(store.record_experiment("e", "", {}), trials(1));
  }
  std::array<int, 2> programs_pid{};
  ASSERT_EQ(pipe(programs_pid.data()), 0);
  const pid_t child = in_a_process([&] {
    Store store = writer();
    store.begin_run({});
    store.lease("t0", "data");
    const pid_t program = fork();
    if (program == 0) execlp("sleep", "sleep", "100", nullptr);
    if (write(programs_pid[1], &program, sizeof program) != sizeof program) _exit(1);
    pause();
  });
  pid_t program = 0;
  ASSERT_EQ(read(programs_pid[0], &program, sizeof program), static_cast<ssize_t>(sizeof program));
  // Between fork and exec the program still has the lock's descriptor.
  const std::string name_file = "/proc/" + std::to_string(program) + "/comm";
  std::string name;
  while (name != "sleep") std::ifstream(name_file) >> name;
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  Store store = writer();
  store.begin_run({});
  EXPECT_EQ(store.lease("t0", "data"), LeaseResult::kGranted);
  kill(program, SIGKILL);
}

TEST_F(StoreTest, AnUnknownTrialCannotBeLeased) {
  Store store = writer();
  store.begin_run({});
  EXPECT_EQ(error_of([&] { store.lease("nope", "data"); }),
            "no trial nope in " + std::filesystem::canonical(path_).string());
}

}  // namespace
}  // namespace actsweep
