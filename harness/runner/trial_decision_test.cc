#include "harness/runner/trial_decision.h"

#include <gmock/gmock.h>

#include <fstream>

#include "harness/config/config_testing.h"
#include "harness/protocol/checkpoint_file.h"
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
  void write_checkpoint(const std::string& data, std::map<std::string, std::string> texts,
                        const std::string& tensors = "tensors") const {
    const std::filesystem::path file = CheckpointFolder(path_).files(trial_.id, data).current;
    std::filesystem::create_directories(file.parent_path());
    texts["value.steps"] = "30";
    const std::string header = checked_header({{"__metadata__", texts}}, {"tensors"});
    std::string length(8, '\0');
    length[0] = static_cast<char>(header.size() & 0xff);
    length[1] = static_cast<char>(header.size() >> 8);
    std::ofstream(file, std::ios::binary) << length << header << tensors;
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

TEST_F(TrialDecisionTest, WithoutTheDataSetARunStops) {
  EXPECT_EQ(decide("").kind, Kind::kNoData);
  EXPECT_EQ(decide("").data_error, "no data set");
  EXPECT_EQ(decide("").recorded_data, "");
  train_once("old", Outcome::kFailed);
  EXPECT_EQ(decide("").kind, Kind::kNoData);
  EXPECT_EQ(decide("").recorded_data, "old");
  EXPECT_EQ(decide("").on_recorded_data, Kind::kFailed);
  train_once("data", Outcome::kDone);
  EXPECT_EQ(decide("").recorded_data, "data");
  EXPECT_EQ(decide("").on_recorded_data, Kind::kFinished);
}

TEST_F(TrialDecisionTest, ResumesOnlyFromAnIntactCheckpointOfTheTrialOnItsData) {
  write_checkpoint("other", {{"identity.trial", trial_.id}, {"identity.data", "other"}});
  EXPECT_FALSE(decide().checkpoint);
  EXPECT_EQ(decide().why_start_over, "");
  EXPECT_EQ(decide().checkpoints.size(), 1u);
  write_checkpoint("data", {{"identity.trial", trial_.id}, {"identity.data", "other"}});
  EXPECT_FALSE(decide().checkpoint);
  EXPECT_THAT(decide().why_start_over, HasSubstr(" was made with data other instead of data"));
  const std::map<std::string, std::string> texts = {
      {"identity.trial", trial_.id}, {"identity.data", "data"}, {"identity.threads", "2"}};
  write_checkpoint("data", texts, "tensorS");
  EXPECT_FALSE(decide().checkpoint);
  EXPECT_THAT(decide().why_start_over, HasSubstr(" is damaged: its checksum is wrong"));
  write_checkpoint("data", texts);
  ASSERT_TRUE(decide().checkpoint);
  EXPECT_EQ(decide().why_start_over, "");
  EXPECT_EQ(decide().checkpoint->steps, 30);
  EXPECT_EQ(decide().checkpoint->identity.at("threads"), "2");
}

TEST_F(TrialDecisionTest, NoRunRequestsWhatItsExperimentsNoLongerContain) {
  constexpr const char* kFile = "name: e\ntrial: {model: mlp, epochs: 2}\ngrid: {seed: [1, 2]}\n";
  const TrialRecord trial = remade_record({{"model", "mlp"}, {"epochs", 2}, {"seed", 1}});
  const auto decide = [&] {
    const Store store = reader();
    return decide_trial(store, read_trial_history(store, trial.id),
                        [](const nlohmann::json&) { return std::string("data"); });
  };
  const auto request = [&](const std::vector<std::string>& overrides) {
    Store store = writer();
    store.enqueue(store.record_experiment("e", kFile, overrides), {trial});
  };
  request({"seed=2"});
  EXPECT_EQ(decide().kind, Kind::kNotInExperiment);
  EXPECT_EQ(decide().containment, std::vector{Containment::kNo});
  request({});
  EXPECT_EQ(decide().kind, Kind::kTrain);
  EXPECT_EQ(decide().containment, std::vector{Containment::kYes});
}

TEST_F(TrialDecisionTest, ManyTrialsAreDecidedAsOne) {
  const RetryPolicy force{.failed = true, .finished = true};
  const auto expect_agreement = [&] {
    const Store store = reader();
    EndedTrials ended(store);
    for (const std::string data : {"data", "other"}) {
      for (const RetryPolicy& retry : {RetryPolicy{}, RetryPolicy{.failed = true}, force}) {
        EXPECT_EQ(ended.preview(trial_.id, data, retry), store.preview_lease(trial_.id, data, retry)) << data;
      }
    }
  };
  expect_agreement();
  train_once("data", Outcome::kFailed);
  EXPECT_EQ(EndedTrials(reader()).preview(trial_.id, "data"), LeaseResult::kFailed);
  expect_agreement();
  train_once("other", Outcome::kInterrupted);
  expect_agreement();
  train_once("", Outcome::kFailed);
  EXPECT_EQ(EndedTrials(reader()).preview(trial_.id, "other"), LeaseResult::kFailed);
  expect_agreement();
  train_once("data", Outcome::kDone);
  EXPECT_EQ(EndedTrials(reader()).preview(trial_.id, "data"), LeaseResult::kFinished);
  expect_agreement();
}

TEST_F(TrialDecisionTest, NoRunRequestsWhatThisProgramNamesOtherwise) {
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

constexpr const char* kBase =
    "name: base\n"
    "trial: {dataset: mnist, model: mlp}\n"
    "grid: {model.activation: [relu, mish], seed: {count: 2}}\n";

class ContainmentTest : public ExperimentTest {
 protected:
  static HoldingExperiment recorded(const Experiment& experiment, const std::vector<std::string>& overrides = {}) {
    return {experiment.name, "", experiment.yaml, overrides};
  }
};

TEST_F(ContainmentTest, ReadsTheRecordedExperiment) {
  const Experiment experiment = load(kBase);
  std::filesystem::remove("e.yaml");
  const std::vector<Trial> all = trials(kBase);
  for (const Trial& trial : all) EXPECT_EQ(contains(recorded(experiment), trial.id), Containment::kYes);
  EXPECT_EQ(contains(recorded(experiment), "0123456789abcdef"), Containment::kNo);
  // The order of trials: relu 0, relu 1, mish 0, mish 1.
  EXPECT_EQ(contains(recorded(experiment, {"seed=0"}), all[0].id), Containment::kYes);
  EXPECT_EQ(contains(recorded(experiment, {"seed=0"}), all[1].id), Containment::kNo);
}

TEST_F(ContainmentTest, ReadsTheRecordedFilesThatTheExperimentExtends) {
  std::filesystem::create_directories("experiments/more");
  std::ofstream("experiments/base.yaml") << kBase;
  std::ofstream("experiments/more/small.yaml") << "extends: ../base.yaml\nname: small\ngrid: {seed: [0]}\n";
  const Experiment experiment = ExperimentFile("experiments/more/small.yaml").experiment();
  const std::string trial = trials("name: e\ntrial: {dataset: mnist, model: mlp}\n").front().id;
  EXPECT_EQ(contains(recorded(experiment), trial), Containment::kYes);
  EXPECT_EQ(contains(recorded(experiment, {"seed=7"}), trial), Containment::kNo);
  // The recorded text decides, whatever became of the files.
  std::filesystem::remove_all("experiments");
  EXPECT_EQ(contains(recorded(experiment), trial), Containment::kYes);
}

TEST_F(ContainmentTest, IsUnknownIfThisProgramRejectsTheExperiment) {
  for (const std::string text : {"", "name: [", "name: e\ntrial: {model: no_such_model}\n", "extends: /etc/passwd"}) {
    EXPECT_EQ(contains({"e", "", text, {}}, "0123456789abcdef"), Containment::kUnknown) << text;
  }
  EXPECT_EQ(contains({"base", "", kBase, {"no=thing"}}, "0123456789abcdef"), Containment::kUnknown);
}

}  // namespace
}  // namespace actsweep
