#include "harness/train/trial.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>

#include "harness/train/test_config.h"

namespace actsweep {
namespace {

using testing::default_component;
using testing::learning_of;
using testing::small_trial;
using testing::train;
using testing::TrainingResult;

class Trial : public ::testing::Test {
 protected:
  Trial() { at::set_num_threads(1); }

  nlohmann::json trial_ = small_trial();
};

void expect_same_learning(const TrainingResult& a, const TrainingResult& b) {
  ASSERT_EQ(a.epochs.size(), b.epochs.size());
  for (std::size_t i = 0; i < a.epochs.size(); ++i) EXPECT_EQ(learning_of(a.epochs[i]), learning_of(b.epochs[i]));
}

bool learns_the_same(const nlohmann::json& a, const nlohmann::json& b) {
  return learning_of(train(a).epochs.back()) == learning_of(train(b).epochs.back());
}

TEST_F(Trial, IsBitReproducible) {
  trial_["model"]["batch_norm"] = true;
  trial_["noise"]["sigma"] = 0.3;
  const TrainingResult result = train(trial_);
  EXPECT_EQ(result.epochs.size(), 2U);
  EXPECT_FALSE(result.end.how == TrialEnd::How::kDiverged);
  expect_same_learning(result, train(trial_));
}

TEST_F(Trial, OfAConvolutionalNetworkIsBitReproducible) {
  trial_["model"] = default_component("model", "cnn6");
  trial_["model"]["width"] = 32;
  expect_same_learning(train(trial_), train(trial_));
}

TEST_F(Trial, InBf16LearnsAlmostTheSame) {
  trial_["model"]["dropout"] = 0;
  nlohmann::json rounded = trial_;
  rounded["precision"] = "bf16";
  const TrainingResult in_float = train(trial_), in_bf16 = train(rounded);
  expect_same_learning(in_bf16, train(rounded));
  EXPECT_NE(*in_bf16.epochs.back().test_loss, *in_float.epochs.back().test_loss);
  EXPECT_NEAR(*in_bf16.epochs.back().test_loss, *in_float.epochs.back().test_loss, 0.02);
}

TEST_F(Trial, InBf16DropsTheSameUnits) {
  trial_["model"]["dropout"] = 0.5;
  trial_["optimizer"]["lr"] = 0.0;
  const double in_float = *train(trial_).epochs.back().train_loss;
  trial_["precision"] = "bf16";
  EXPECT_NEAR(*train(trial_).epochs.back().train_loss, in_float, 5e-4);
}

/// Steps that are too small for bfloat16 weights add up, because weights are float32.
TEST_F(Trial, InBf16LearnsBySmallSteps) {
  trial_["model"]["dropout"] = 0;
  trial_["optimizer"]["lr"] = 1e-3;
  trial_["epochs"] = 40;
  const auto gain = [&] {
    const auto epochs = train(trial_).epochs;
    return *epochs.front().train_loss - *epochs.back().train_loss;
  };
  const double in_float = gain();
  trial_["precision"] = "bf16";
  EXPECT_NEAR(gain(), in_float, 0.05 * in_float);
}

TEST_F(Trial, DependsOnEachOfItsSeeds) {
  for (const auto* pointer : {"/seed", "/seeds/init", "/seeds/data"}) {
    nlohmann::json other = trial_;
    other[nlohmann::json::json_pointer(pointer)] = 1;
    EXPECT_FALSE(learns_the_same(trial_, other)) << pointer;
  }
}

TEST_F(Trial, TakesUnsetSeedsFromTheSeed) {
  nlohmann::json other = trial_;
  trial_["seed"] = 7;
  other["seed"] = 7;
  other["seeds"] = {{"init", 7}, {"data", 7}};
  EXPECT_TRUE(learns_the_same(trial_, other));
}

TEST_F(Trial, LearnsAndRecordsMetrics) {
  trial_["epochs"] = 5;
  trial_["dataset"].update({{"train", 1000}, {"noise", 0.05}});
  trial_["optimizer"] = default_component("optimizer", "adam");
  trial_["optimizer"]["lr"] = 0.01;
  trial_["model"].update({{"width", 64}, {"dropout", 0.0}});
  const TrainingResult result = train(trial_);
  ASSERT_EQ(result.epochs.size(), 5U);
  const Epoch& last = result.epochs.back();
  EXPECT_EQ(last.epoch, 5);
  EXPECT_LT(*last.train_loss, *result.epochs.front().train_loss);
  EXPECT_GT(*last.train_top1, 40);  // chance: 10
  EXPECT_GT(*last.test_top1, 25);
  EXPECT_LE(*last.test_top1, *last.test_top3);
  EXPECT_LE(*last.test_top3, *last.test_top5);
  EXPECT_LE(*last.test_top5, 100);
  EXPECT_EQ(last.lr, 0.01);
  EXPECT_GT(*last.grad_norm, 0);
  EXPECT_FALSE(last.val_loss.has_value());
}

TEST_F(Trial, EvaluatesTheValidationSplitIfThereIsOne) {
  trial_["validation"] = 0.25;
  const TrainingResult result = train(trial_);
  // 50 of the 200 training images: accuracies are multiples of 2 percent.
  EXPECT_DOUBLE_EQ(std::remainder(*result.epochs.back().val_top1, 2.0), 0);
  EXPECT_GT(*result.epochs.back().val_loss, 0);
}

TEST_F(Trial, NoiseOnTheTestImagesChangesTheTestMetricsOnly) {
  nlohmann::json noisy = trial_;
  noisy["noise"] = {{"sigma", 1.0}, {"split", "test"}};
  const TrainingResult a = train(trial_), b = train(noisy);
  for (std::size_t i = 0; i < a.epochs.size(); ++i) {
    EXPECT_NE(*a.epochs[i].test_loss, *b.epochs[i].test_loss);
    nlohmann::json learned_a = learning_of(a.epochs[i]), learned_b = learning_of(b.epochs[i]);
    for (const char* key : {"test_loss", "test_top1", "test_top3", "test_top5"}) {
      learned_a.erase(key);
      learned_b.erase(key);
    }
    EXPECT_EQ(learned_a, learned_b);
  }
}

TEST_F(Trial, StopsWithAReasonIfItDiverges) {
  trial_["optimizer"]["lr"] = 1e10;
  trial_["epochs"] = 5;
  trial_["model"]["dropout"] = 0.0;
  const TrainingResult result = train(trial_);
  EXPECT_TRUE(result.end.how == TrialEnd::How::kDiverged);
  EXPECT_TRUE(result.end.reason == "the training loss became NaN" ||
              result.end.reason == "the training loss became infinite")
      << result.end.reason;
  ASSERT_FALSE(result.epochs.empty());
  EXPECT_LT(result.epochs.size(), 5U);
  EXPECT_EQ(result.epochs.back().epoch, static_cast<int>(result.epochs.size()));
  EXPECT_EQ(result.epochs.back().lr, 1e10);
  EXPECT_FALSE(result.epochs.back().test_loss.has_value());
}

TEST_F(Trial, FollowsTheLearningRateSchedule) {
  trial_["schedule"] = default_component("schedule", "cosine");
  const TrainingResult result = train(trial_);
  EXPECT_DOUBLE_EQ(*result.epochs[0].lr, 0.01);
  EXPECT_DOUBLE_EQ(*result.epochs[1].lr, 0.005);
}

TEST_F(Trial, WithMixedOrSmoothedLabelsIsReproducibleAndDifferent) {
  for (const auto& [pointer, value] :
       {std::pair{"/mixup/alpha", 1.0}, {"/cutmix/alpha", 1.0}, {"/label_smoothing", 0.1}}) {
    nlohmann::json changed = trial_;
    changed[nlohmann::json::json_pointer(pointer)] = value;
    EXPECT_TRUE(learns_the_same(changed, changed)) << pointer;
    EXPECT_FALSE(learns_the_same(changed, trial_)) << pointer;
  }
}

/// Evaluation uses the plain cross-entropy.
TEST_F(Trial, ReportsTheTrainingLossOfSmoothedLabels) {
  trial_["epochs"] = 10;
  trial_["dataset"].update({{"train", 1000}, {"test", 1000}, {"noise", 0.05}});
  trial_["optimizer"] = default_component("optimizer", "adam");
  trial_["optimizer"]["lr"] = 0.01;
  trial_["model"].update({{"width", 64}, {"dropout", 0.0}});
  // Half of each label is spread over ten classes: no network reaches a loss below the entropy of such labels.
  const double entropy = -(0.55 * std::log(0.55) + 9 * 0.05 * std::log(0.05));
  EXPECT_LT(*train(trial_).epochs.back().train_loss, entropy - 0.3);
  trial_["label_smoothing"] = 0.5;
  const Epoch smoothed = train(trial_).epochs.back();
  EXPECT_GT(*smoothed.train_loss, entropy);
  EXPECT_LT(*smoothed.test_loss, entropy);
}

TEST_F(Trial, UsesAllImagesIfTheBatchIsLargerThanTheTrainingSet) {
  nlohmann::json whole = trial_;
  trial_["batch_size"] = 1000;
  whole["batch_size"] = 200;
  EXPECT_TRUE(learns_the_same(trial_, whole));
}

}  // namespace
}  // namespace actsweep
