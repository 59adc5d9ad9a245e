// A training that resumes from a checkpoint is bit-identical to one that was never interrupted.

#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "harness/train/augment/augmentation.h"
#include "harness/train/libtorch.h"
#include "harness/train/lr_schedule/schedule.h"
#include "harness/train/optim/optimizer.h"
#include "harness/train/regularize/regularizer.h"
#include "harness/train/safetensors.h"
#include "harness/train/test_config.h"
#include "harness/util/files.h"
#include "models/zoo/model.h"

namespace actsweep {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

/// Everything that a training reported.
struct Recorded {
  std::vector<nlohmann::json> epochs, layers;
  std::vector<std::string> notes;
  std::int64_t resumed_at = 0;
  TrialEnd end;
};

class Resume : public ::testing::Test {
 protected:
  Resume() {
    at::set_num_threads(1);
    use_deterministic_algorithms();
    folder_ = fs::temp_directory_path() / ("actsweep-resume-" + std::to_string(getpid()));
    fs::create_directories(folder_);
    control_.checkpoints.current = folder_ / "trial.safetensors";
    control_.identity = {{"program", "this"}};
  }
  ~Resume() override { fs::remove_all(folder_); }

  Recorded train(const nlohmann::json& trial, const TrialControl& control) const {
    Recorded recorded;
    const TrialListener listener{
        .on_epoch = [&](const Epoch& epoch) { recorded.epochs.push_back(testing::learning_of(epoch)); },
        .on_layer = [&](const LayerEpoch& layer) { recorded.layers.push_back(layer); },
        .on_resume = [&](std::int64_t steps, std::int64_t) { recorded.resumed_at = steps; },
        .on_note = [&](const std::string& note) { recorded.notes.push_back(note); }};
    recorded.end = train_trial(trial, testing::dataset_of(trial), device_, listener, control);
    return recorded;
  }
  Recorded train_uninterrupted(const nlohmann::json& trial) const { return train(trial, {}); }
  /// Trains `steps` steps, then stops with a checkpoint.
  Recorded train_some(const nlohmann::json& trial, int steps) const {
    TrialControl control = control_;
    control.should_stop = [left = steps]() mutable { return --left <= 0; };
    return train(trial, control);
  }
  Recorded resume(const nlohmann::json& trial) const { return train(trial, control_); }

  /// Interrupts the training in the middle of its first epoch, of its second one, and several times; on a GPU, too.
  void expect_the_same_bits(const nlohmann::json& trial) {
    for (const c10::Device device : testing::devices()) {
      SCOPED_TRACE(device.str());
      device_ = device;
      expect_the_same_bits_on_device(trial);
    }
  }

  void expect_the_same_bits_on_device(const nlohmann::json& trial) const {
    const Recorded uninterrupted = train_uninterrupted(trial);
    for (const std::vector<int>& interruptions : {std::vector{3}, {10}, {2, 7, 3}}) {
      fs::remove(control_.checkpoints.current);
      std::int64_t done = 0;
      for (const int steps : interruptions) {
        const Recorded part = train_some(trial, steps);
        ASSERT_EQ(part.end.how, TrialEnd::How::kStopped);
        EXPECT_EQ(part.resumed_at, done);
        EXPECT_THAT(part.notes, ::testing::IsEmpty());
        done = steps_in_checkpoint();
      }
      const Recorded rest = resume(trial);
      EXPECT_GT(rest.resumed_at, 0);
      EXPECT_EQ(rest.resumed_at, done);
      EXPECT_EQ(rest.end.how, TrialEnd::How::kDone);
      EXPECT_EQ(rest.epochs, uninterrupted.epochs);
      EXPECT_EQ(rest.layers, uninterrupted.layers);
    }
  }

  std::int64_t steps_in_checkpoint() const {
    return std::stoll(read_safetensors(control_.checkpoints.current).texts.at("value.steps"));
  }

  c10::Device device_ = c10::kCPU;
  fs::path folder_;
  TrialControl control_;
  nlohmann::json trial_ = testing::small_trial();  // seven steps an epoch, two epochs
};

TEST_F(Resume, GivesTheSameBitsWithEveryOptimizer) {
  for (const std::string& name : testing::registered_names<OptimizerKind>()) {
    SCOPED_TRACE(name);
    trial_["optimizer"] = testing::default_component("optimizer", name);
    expect_the_same_bits(trial_);
  }
}

TEST_F(Resume, GivesTheSameBitsWithEverySchedule) {
  for (const std::string& name : testing::registered_names<ScheduleKind>()) {
    SCOPED_TRACE(name);
    trial_["optimizer"]["momentum"] = 0.9;
    trial_["schedule"] = testing::default_component("schedule", name);
    expect_the_same_bits(trial_);
  }
}

/// Nadam keeps the product of the momenta of all steps, which a schedule changes.
TEST_F(Resume, GivesTheSameBitsIfAScheduleCyclesTheMomentum) {
  trial_["schedule"] = testing::default_component("schedule", "one_cycle");
  for (const std::string name : {"sgd", "adam", "nadam"}) {
    SCOPED_TRACE(name);
    trial_["optimizer"] = testing::default_component("optimizer", name);
    if (name == "sgd") trial_["optimizer"].update({{"momentum", 0.9}, {"nesterov", true}, {"dampening", 0.0}});
    expect_the_same_bits(trial_);
  }
}

TEST_F(Resume, GivesTheSameBitsWithEveryDataTransform) {
  for (const std::string& name : testing::registered_names<AugmentationKind>()) {
    SCOPED_TRACE(name);
    nlohmann::json trial = trial_;
    trial["augmentation"] = testing::default_component("augmentation", name);
    expect_the_same_bits(trial);
  }
  for (const auto& [pointer, value] : {std::pair{"/noise/sigma", 0.3}, {"/mixup/alpha", 0.4}, {"/cutmix/alpha", 1.0}}) {
    SCOPED_TRACE(pointer);
    nlohmann::json trial = trial_;
    trial[nlohmann::json::json_pointer(pointer)] = value;
    expect_the_same_bits(trial);
  }
  // All at once, including the random choice between mixup and CutMix.
  trial_["augmentation"] = testing::default_component("augmentation", "pad_crop_flip");
  trial_["noise"]["sigma"] = 0.3;
  trial_["mixup"]["alpha"] = 0.4;
  trial_["cutmix"].update({{"alpha", 1.0}, {"probability", 0.5}});
  trial_["dataset"]["train"] = 280;
  trial_["validation"] = 0.2;
  expect_the_same_bits(trial_);
}

TEST_F(Resume, GivesTheSameBitsWithEveryRegularizer) {
  for (const std::string& name : testing::registered_names<RegularizerKind>()) {
    SCOPED_TRACE(name);
    trial_["regularizer"] = testing::default_component("regularizer", name);
    expect_the_same_bits(trial_);
  }
}

/// Activations with learned parameters, and one that draws random numbers in training.
TEST_F(Resume, GivesTheSameBitsWithStatefulActivations) {
  for (const std::string name : {"prelu", "srelu", "rrelu"}) {
    SCOPED_TRACE(name);
    trial_["model"]["activation"] = testing::default_component("activation", name);
    expect_the_same_bits(trial_);
  }
}

TEST_F(Resume, GivesTheSameBitsWithEveryModel) {
  for (const std::string& name : testing::small_models()) {
    SCOPED_TRACE(name);
    trial_["dataset"].update({{"height", 28}, {"width", 28}, {"train", 64}, {"test", 20}});
    trial_["batch_size"] = 8;
    testing::choose_model(trial_, name);
    trial_["optimizer"]["lr"] = 1e-4;  // so that no model diverges
    if (trial_["model"].contains("batch_norm")) trial_["model"]["batch_norm"] = true;
    expect_the_same_bits(trial_);
  }
}

TEST_F(Resume, GivesTheSameDiagnostics) {
  trial_["diagnostics"]["images"] = 20;
  expect_the_same_bits(trial_);
}

TEST_F(Resume, SavingCheckpointsDoesNotAffectTraining) {
  TrialControl control = control_;
  control.checkpoints.seconds = 0;  // after every step
  EXPECT_EQ(train(trial_, control).epochs, train_uninterrupted(trial_).epochs);
  EXPECT_EQ(steps_in_checkpoint(), 13);  // there is no checkpoint after the last step
}

TEST_F(Resume, StartsOverFromADamagedCheckpointWithANote) {
  const Recorded uninterrupted = train_uninterrupted(trial_);
  train_some(trial_, 9);
  std::string bytes = read_file(control_.checkpoints.current);
  const std::string whole = bytes;
  bytes[bytes.size() - 100] = static_cast<char>(bytes[bytes.size() - 100] ^ 1);
  for (const std::string& damaged : {bytes, whole.substr(0, whole.size() / 2), std::string()}) {
    write_file_atomically(control_.checkpoints.current, damaged);
    const Recorded recorded = resume(trial_);
    EXPECT_EQ(recorded.resumed_at, 0);
    ASSERT_EQ(recorded.notes.size(), 1U);
    EXPECT_THAT(recorded.notes[0], HasSubstr("starts over: the checkpoint " + control_.checkpoints.current));
    EXPECT_EQ(recorded.epochs, uninterrupted.epochs);
  }
}

TEST_F(Resume, StartsOverFromACheckpointOfAnotherProgramWithANote) {
  train_some(trial_, 9);
  control_.identity["program"] = "another";
  const Recorded recorded = resume(trial_);
  ASSERT_EQ(recorded.notes.size(), 1U);
  EXPECT_THAT(recorded.notes[0], HasSubstr("was made with program this instead of another"));
  EXPECT_EQ(recorded.epochs, train_uninterrupted(trial_).epochs);
}

TEST_F(Resume, StartsOverFromACheckpointOfOtherComponents) {
  trial_["optimizer"] = testing::default_component("optimizer", "adam");
  train_some(trial_, 9);
  trial_["optimizer"] = testing::default_component("optimizer", "nadam");
  const Recorded recorded = resume(trial_);
  ASSERT_EQ(recorded.notes.size(), 1U);
  EXPECT_EQ(recorded.epochs, train_uninterrupted(trial_).epochs);
}

TEST_F(Resume, ContinuesWithOneNoteIfCheckpointsCannotBeWritten) {
  TrialControl control = control_;
  control.checkpoints.seconds = 0;
  control.checkpoints.current = "/proc/trial.safetensors";
  const Recorded recorded = train(trial_, control);
  EXPECT_EQ(recorded.epochs, train_uninterrupted(trial_).epochs);
  ASSERT_EQ(recorded.notes.size(), 1U);
  EXPECT_THAT(recorded.notes[0], HasSubstr("continues without a checkpoint: cannot write /proc/trial.safetensors"));
}

TEST_F(Resume, SavesTheBestStateAndTheLast) {
  trial_["validation"] = 0.2;
  trial_["epochs"] = 4;
  trial_["optimizer"]["lr"] = 0.5;
  control_.checkpoints.best = folder_ / "best.safetensors";
  control_.checkpoints.last = folder_ / "last.safetensors";
  train_some(trial_, 8);
  const Recorded recorded = resume(trial_);
  double best = -1;
  int best_epoch = 0;
  for (const nlohmann::json& epoch : recorded.epochs) {
    if (epoch["val_top1"] > best) best = epoch["val_top1"], best_epoch = epoch["epoch"];
  }
  const auto epochs_in = [](const fs::path& path) {
    return nlohmann::json::parse(read_safetensors(path).texts.at("value.history")).size();
  };
  EXPECT_EQ(epochs_in(control_.checkpoints.best), best_epoch);
  EXPECT_EQ(epochs_in(control_.checkpoints.last), 4U);
}

}  // namespace
}  // namespace actsweep
