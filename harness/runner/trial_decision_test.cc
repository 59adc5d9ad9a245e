#include "harness/runner/trial_decision.h"

#include <gmock/gmock.h>

#include <fstream>

#include "harness/runner/trial_record.h"
#include "harness/store/store_testing.h"

namespace actsweep {
namespace {

using namespace testing_support;
using testing::HasSubstr;
using Kind = TrialDecision::Kind;

class TrialDecisionTest : public StoreTest {
 protected:
  TrialDecisionTest() {
    Store store = writer();
    store.enqueue(store.record_experiment("e", "", {}), {trial_});
  }

  TrialDecision decide(const std::string& data = "data") const {
    const Store store = reader();
    return decide_trial(store, read_trial_history(store, trial_.id), [&](const nlohmann::json&) {
      if (data.empty()) throw InputError("no data set");
      return data;
    });
  }
  /// What a run that begins now is answered.
  LeaseResult lease() const {
    Store run = writer();
    run.begin_run({});
    return run.lease(trial_.id, "data");
  }
  /// Trains the trial in a run of its own, which ends.
  void train_once(const std::string& data, Outcome outcome) const {
    Store run = writer();
    run.begin_run({});
    train(run, trial_.id, data, 90, outcome);
    run.end_run();
  }
  void write_checkpoint(const std::string& data, const std::string& identity) const {
    const std::filesystem::path file = CheckpointFolder(path_).files(trial_.id, data).current;
    std::filesystem::create_directories(file.parent_path());
    const std::string header = R"({"__metadata__": {"value.steps": "30", )" + identity + "}}";
    std::string length(8, '\0');
    length[0] = static_cast<char>(header.size() & 0xff);
    length[1] = static_cast<char>(header.size() >> 8);
    std::ofstream(file, std::ios::binary) << length << header;
  }

  const TrialRecord trial_ = remade_record({{"seed", 1}, {"epochs", 2}});
};

TEST_F(TrialDecisionTest, AgreesWithARun) {
  EXPECT_EQ(decide().kind, Kind::kTrain);
  EXPECT_EQ(lease(), LeaseResult::kGranted);
  EXPECT_EQ(decide().kind, Kind::kTrain) << "the run that held it is gone";
  train_once("other", Outcome::kFailed);
  EXPECT_EQ(decide().kind, Kind::kTrain) << "it failed on other data";
  train_once("data", Outcome::kFailed);
  EXPECT_EQ(decide().kind, Kind::kFailed);
  EXPECT_EQ(lease(), LeaseResult::kFailed);
  {
    Store run = writer();
    run.begin_run({});
    ASSERT_EQ(run.lease(trial_.id, "data", {.failed = true}), LeaseResult::kGranted);
    EXPECT_EQ(decide().kind, Kind::kHeld);
    EXPECT_EQ(lease(), LeaseResult::kHeld);
  }
  train_once("data", Outcome::kDone);
  EXPECT_EQ(decide().kind, Kind::kFinished);
  EXPECT_EQ(lease(), LeaseResult::kFinished);
}

TEST_F(TrialDecisionTest, WithoutTheDataSetTheNewestResultOrAttemptDecides) {
  EXPECT_EQ(decide("").kind, Kind::kTrain);
  EXPECT_EQ(decide("").data_error, "no data set");
  train_once("old", Outcome::kFailed);
  EXPECT_EQ(decide("").kind, Kind::kFailed);
  train_once("data", Outcome::kDone);
  EXPECT_EQ(decide("").kind, Kind::kFinished);
}

TEST_F(TrialDecisionTest, ResumesOnlyFromACheckpointOfTheTrialOnItsData) {
  const std::string trial = R"("identity.trial": ")" + trial_.id + "\"";
  write_checkpoint("other", trial + R"(, "identity.data": "other")");
  EXPECT_FALSE(decide().checkpoint);
  EXPECT_EQ(decide().checkpoints.size(), 1u);
  write_checkpoint("data", trial + R"(, "identity.data": "other")");
  EXPECT_FALSE(decide().checkpoint);
  write_checkpoint("data", trial + R"(, "identity.data": "data", "identity.threads": "2")");
  ASSERT_TRUE(decide().checkpoint);
  EXPECT_EQ(decide().checkpoint->steps, 30);
  EXPECT_EQ(decide().checkpoint->identity.at("threads"), "2");
}

TEST_F(TrialDecisionTest, NoRunAsksForWhatThisProgramNamesOtherwise) {
  TrialHistory history = read_trial_history(reader(), trial_.id);
  const auto decide = [&] {
    return decide_trial(reader(), history, [](const nlohmann::json&) { return std::string("data"); });
  };
  history.config["epochs"] = 3;
  EXPECT_EQ(decide().kind, Kind::kOtherId);
  EXPECT_NE(decide().current_id, trial_.id);
  EXPECT_EQ(decide().current_state, std::nullopt);
  history.id = "0123456789abcdef";
  history.config["epochs"] = 2;
  EXPECT_EQ(decide().current_state, "pending");
  history.training_version -= 1;
  EXPECT_EQ(decide().kind, Kind::kOtherTrainingVersion);
  history = read_trial_history(reader(), trial_.id);
  history.config["depht"] = 3;
  EXPECT_EQ(decide().kind, Kind::kInvalidConfig);
  EXPECT_THAT(decide().config_error, HasSubstr("depht"));
}

TEST(AcceptedAttempt, PrefersTheDataSetAndThenTheNewest) {
  TrialHistory history;
  EXPECT_EQ(accepted_attempt(history), nullptr);
  history.attempts = {{.id = 1, .info = {.data_sha256 = "old"}, .is_accepted = true},
                      {.id = 2, .info = {.data_sha256 = "new"}, .is_accepted = true},
                      {.id = 3, .info = {.data_sha256 = "new"}}};
  EXPECT_EQ(accepted_attempt(history)->id, 2);
  EXPECT_EQ(accepted_attempt(history, "old")->id, 1);
  EXPECT_EQ(accepted_attempt(history, "other")->id, 2);
}

}  // namespace
}  // namespace actsweep
