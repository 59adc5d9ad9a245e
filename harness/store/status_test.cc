#include "harness/store/status.h"

#include <gmock/gmock.h>

#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using testing::ElementsAre;
using testing::Field;
using namespace testing_support;

class StatusTest : public StoreTest {
 protected:
  StatusTest() : store_(writer()) {
    const auto experiment = store_.record_experiment("e", "", {});
    std::vector<TrialRecord> trials;
    for (int seed = 0; seed < 6; ++seed) {
      trials.push_back(
          trial("t" + std::to_string(seed),
                {{"model", "mlp"}, {"model.activation", seed % 2 ? "mish" : "relu"}, {"seed", seed}, {"epochs", 4}}));
    }
    store_.enqueue(experiment, trials);
    store_.record_experiment("other", "", {});
  }

  Store store_;
};

TEST_F(StatusTest, CountsEveryStateAndDescribesWhatRuns) {
  store_.begin_run({"actsweep run", 2});
  train(store_, "t0", "data", 90);
  train(store_, "t1", "data", 10, Outcome::kDiverged);
  train(store_, "t2", "data", 10, Outcome::kFailed, "killed by signal 9 (Killed): last\nwords");
  store_.lease("t3", "data");
  store_.lease("t4", "data");
  const auto attempt = store_.begin_attempt("t3", on_data("data"));
  Epoch e = epoch(1, 50);
  e.images_per_second = 400;
  store_.record_epoch(attempt, e);

  const Status status = read_status(reader(), {"e"}, 5);
  ASSERT_EQ(status.experiments.size(), 1);
  const Counts& counts = status.experiments[0].counts;
  EXPECT_THAT((std::vector{counts.pending, counts.running, counts.done, counts.diverged, counts.failed}),
              ElementsAre(1, 2, 1, 1, 1));
  EXPECT_TRUE(status.experiments[0].eta_seconds.has_value());
  ASSERT_EQ(status.runs.size(), 1);
  EXPECT_TRUE(status.runs[0].alive);
  EXPECT_EQ(status.runs[0].jobs, 2);
  EXPECT_EQ(status.runs[0].pid, getpid());
  ASSERT_EQ(status.running.size(), 2);
  EXPECT_EQ(status.running[0].settings, "model.activation=mish seed=3");
  EXPECT_EQ(status.running[0].epoch, 1);
  EXPECT_EQ(status.running[0].epochs, 4);
  EXPECT_EQ(status.running[1].epoch, 0);
  EXPECT_EQ(status.images_per_second, 800);  // two trials at the speed that one has shown
  EXPECT_EQ(status.failed, 1);
  ASSERT_EQ(status.failures.size(), 1);
  EXPECT_EQ(status.failures[0].failure.reason, "killed by signal 9 (Killed)");
  EXPECT_THAT(status.failures[0].failure.log, ElementsAre("last", "words"));
  EXPECT_EQ(status.failures[0].settings, "model.activation=relu seed=2");
}

TEST_F(StatusTest, ATrialOfADeadRunIsPending) {
  {
    Store dying = writer();
    dying.begin_run({});
    dying.lease("t0", "data");
  }
  const Status status = read_status(reader(), {}, 5);
  EXPECT_THAT(status.experiments,
              ElementsAre(Field(&ExperimentStatus::name, "e"), Field(&ExperimentStatus::name, "other")));
  EXPECT_EQ(status.experiments[0].counts.pending, 6);
  EXPECT_EQ(status.experiments[0].counts.running, 0);
  EXPECT_EQ(status.experiments[0].eta_seconds, std::nullopt);
  ASSERT_EQ(status.runs.size(), 1);
  EXPECT_FALSE(status.runs[0].alive);
}

TEST_F(StatusTest, ListsTheRequestedNumberOfFailuresAndCountsAll) {
  store_.begin_run({});
  for (int i = 0; i < 4; ++i) train(store_, "t" + std::to_string(i), "data", 1, Outcome::kFailed, "reason");
  const Status status = read_status(store_, {"e"}, 3);
  EXPECT_EQ(status.failed, 4);
  EXPECT_THAT(status.failures,
              ElementsAre(Field(&FailedTrial::id, "t3"), Field(&FailedTrial::id, "t2"), Field(&FailedTrial::id, "t1")));
}

}  // namespace
}  // namespace actsweep
