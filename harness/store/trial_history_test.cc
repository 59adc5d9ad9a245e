#include "harness/store/trial_history.h"

#include <gmock/gmock.h>

#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using namespace testing_support;

class TrialHistoryTest : public StoreTest {
 protected:
  TrialHistoryTest() : store_(writer()) {
    std::vector<TrialRecord> trials;
    for (const char* id : {"ab12", "ab13", "ab130", "cd99", "it's"}) {
      trials.push_back(trial(id, {{"model", "mlp"}, {"seed", static_cast<int>(trials.size())}}));
    }
    store_.enqueue(store_.record_experiment("second", "name: second", {"seed=0,1", "epochs=2"}), trials);
    trials.resize(1);
    store_.enqueue(store_.record_experiment("first", "name: first", {}), trials);
  }

  Store store_;
};

TEST_F(TrialHistoryTest, ATrialIsFoundByTheBeginningOfItsId) {
  EXPECT_EQ(find_trial(store_, "cd99"), "cd99");
  EXPECT_EQ(find_trial(store_, "c"), "cd99");
  EXPECT_EQ(find_trial(store_, "ab13"), "ab13") << "what is whole is meant, though another one begins so";
  EXPECT_EQ(find_trial(store_, "it'"), "it's");
}

TEST_F(TrialHistoryTest, RefusesTheBeginningOfNoTrialOrOfSeveral) {
  EXPECT_EQ(error_of([&] { find_trial(store_, "ab"); }),
            "3 trials begin with ab in " + path_.string() + ": ab12, ab13, ab130; give more digits");
  EXPECT_THAT(error_of([&] { find_trial(store_, "cd98"); }),
              testing::AllOf(HasSubstr("no trial begins with cd98 in " + path_.string() + " (did you mean cd99?); "),
                             HasSubstr("actsweep status")));
  EXPECT_THAT(error_of([&] { find_trial(store_, "' OR 1 --"); }), HasSubstr("no trial begins with ' OR 1 --"));
  EXPECT_THAT(error_of([&] { find_trial(store_, ""); }), HasSubstr("first digits"));
}

TEST_F(TrialHistoryTest, HoldsExperimentsAndAttemptsInOrder) {
  store_.begin_run({"", 1});
  train(store_, "ab12", "old", 10, Outcome::kInterrupted, "interrupted by the user");
  train(store_, "ab12", "old", 20);
  train(store_, "ab12", "new", 30, Outcome::kDone, "", 0.5);
  const TrialHistory history = read_trial_history(reader(), "ab12");
  EXPECT_EQ(history.id, "ab12");
  EXPECT_EQ(history.training_version, 1);
  EXPECT_EQ(history.state, "done");
  EXPECT_EQ(history.settings, "seed=0");
  EXPECT_EQ(history.config, (nlohmann::json{{"from", "a test"}}));
  EXPECT_FALSE(history.run);
  ASSERT_EQ(history.experiments.size(), 2);
  EXPECT_EQ(history.experiments[0].name, "first");
  EXPECT_EQ(history.experiments[1].yaml, "name: second");
  EXPECT_THAT(history.experiments[1].overrides, ElementsAre("seed=0,1", "epochs=2"));
  EXPECT_THAT(history.attempts,
              ElementsAre(Field(&PastAttempt::outcome, "interrupted"), Field(&PastAttempt::outcome, "done"),
                          Field(&PastAttempt::outcome, "done")));
  EXPECT_FALSE(history.attempts[0].is_accepted);
  EXPECT_EQ(history.attempts[0].error, "interrupted by the user");
  EXPECT_TRUE(history.attempts[1].is_accepted) << "on its data";
  EXPECT_TRUE(history.attempts[2].is_accepted);
  EXPECT_EQ(history.attempts[2].info.data_sha256, "new");
  EXPECT_EQ(history.attempts[2].info.host, "testhost");
  EXPECT_EQ(history.attempts[2].info.git_commit, "c0ffee");
  EXPECT_EQ(history.attempts[2].epochs, 1);
  EXPECT_EQ(history.attempts[2].test_top1, 30);
  EXPECT_EQ(history.attempts[2].test_loss, 0.5);
}

TEST_F(TrialHistoryTest, KnowsWhetherTheRunThatHoldsItIsAlive) {
  {
    Store run = writer();
    run.begin_run({"", 2});
    ASSERT_EQ(run.lease("cd99", "data"), LeaseResult::kGranted);
    run.begin_attempt("cd99", on_data("data"));
    const TrialHistory history = read_trial_history(reader(), "cd99");
    EXPECT_EQ(history.state, "running");
    ASSERT_TRUE(history.run);
    EXPECT_TRUE(history.run->alive);
    EXPECT_EQ(history.run->pid, getpid());
    ASSERT_EQ(history.attempts.size(), 1);
    EXPECT_EQ(history.attempts[0].outcome, "");
    EXPECT_EQ(history.attempts[0].ended, "");
  }
  const TrialHistory history = read_trial_history(reader(), "cd99");
  EXPECT_EQ(history.state, "running");
  ASSERT_TRUE(history.run);
  EXPECT_FALSE(history.run->alive);
}

TEST_F(TrialHistoryTest, ReadsTheStateOfATrialIfItExists) {
  EXPECT_EQ(state_of(store_, "cd99"), "pending");
  EXPECT_EQ(state_of(store_, "cd9"), std::nullopt);
}

}  // namespace
}  // namespace actsweep
