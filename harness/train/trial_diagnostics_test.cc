// The diagnostics of a trial: what is recorded, and that recording does not affect training.

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "harness/train/test_config.h"

namespace actsweep {
namespace {

using testing::default_component;
using testing::learning_of;
using testing::train;
using testing::TrainingResult;

class TrialDiagnostics : public ::testing::Test {
 protected:
  TrialDiagnostics() {
    at::set_num_threads(1);
    trial_["diagnostics"]["images"] = 40;
  }

  /// Trains with and without diagnostics, and expects bit-identical metrics.
  void expect_no_effect() const {
    nlohmann::json without = trial_;
    without["diagnostics"]["images"] = 0;
    const TrainingResult a = train(trial_), b = train(without);
    EXPECT_FALSE(a.layers.empty());
    EXPECT_TRUE(b.layers.empty());
    ASSERT_EQ(a.epochs.size(), b.epochs.size());
    for (std::size_t i = 0; i < a.epochs.size(); ++i) EXPECT_EQ(learning_of(a.epochs[i]), learning_of(b.epochs[i]));
  }

  nlohmann::json trial_ = testing::small_trial();
};

/// Batch norm has running statistics that could change; dropout and noise have random streams.
TEST_F(TrialDiagnostics, DoNotAffectTrainingWithAllSourcesOfRandomness) {
  trial_["model"].update({{"batch_norm", true}, {"dropout", 0.3}});
  trial_["noise"]["sigma"] = 0.3;
  trial_["mixup"]["alpha"] = 0.5;
  trial_["validation"] = 0.2;
  for (const char* activation : {"relu", "mish", "rrelu", "prelu", "srelu"}) {
    SCOPED_TRACE(activation);
    trial_["model"]["activation"] = default_component("activation", activation);
    expect_no_effect();
  }
}

TEST_F(TrialDiagnostics, DoNotAffectAConvolutionalNetwork) {
  trial_["model"] = default_component("model", "cnn6");
  trial_["model"].update({{"width", 32}, {"batch_norm", true}});
  trial_["optimizer"] = default_component("optimizer", "adam");
  trial_["regularizer"] = default_component("regularizer", "l2");
  expect_no_effect();
}

TEST_F(TrialDiagnostics, DoNotAffectBf16AndNameTheSameLayers) {
  const auto in_float = train(trial_).layers;
  trial_["precision"] = "bf16";
  expect_no_effect();
  const auto in_bf16 = train(trial_).layers;
  ASSERT_EQ(in_bf16.size(), in_float.size());
  for (std::size_t i = 0; i < in_float.size(); ++i) {
    EXPECT_EQ(in_bf16[i].module, in_float[i].module);
    if (in_float[i].epoch > 0 || in_float[i].kind == LayerKind::kWeights) continue;
    EXPECT_NEAR(*in_bf16[i].preactivation_sd, *in_float[i].preactivation_sd, 0.01 * *in_float[i].preactivation_sd);
  }
}

TEST_F(TrialDiagnostics, RecordEachLayerInEachEpoch) {
  const TrainingResult result = train(trial_);
  std::vector<std::string> recorded;
  for (const LayerEpoch& layer : result.layers) {
    recorded.push_back(std::to_string(layer.epoch) + " " + name_of(layer.kind) + " " + std::to_string(layer.position) +
                       " " + layer.module);
    EXPECT_EQ(layer.dead_units.has_value(), layer.kind == LayerKind::kActivation);
    EXPECT_EQ(layer.grad_norm.has_value(), layer.kind == LayerKind::kWeights);
  }
  const std::vector<std::string> weights = {" weights 1 1.module", " weights 2 4.module", " weights 3 7.module"};
  const std::vector<std::string> activations = {" activation 1 2", " activation 2 5"};
  std::vector<std::string> expected;
  for (const char* epoch : {"0", "1", "2"}) {
    if (epoch[0] != '0') {
      for (const auto& layer : weights) expected.push_back(epoch + layer);
    }
    for (const auto& layer : activations) expected.push_back(epoch + layer);
  }
  EXPECT_EQ(recorded, expected);
  EXPECT_EQ(result.epochs.size(), 2U);
}

/// In an epoch of one step, the squared norms of the layers add up to the squared norm of the whole gradient.
TEST_F(TrialDiagnostics, NormsOfTheLayersAddUpToTheNormOfTheGradient) {
  trial_["batch_size"] = 200;
  trial_["regularizer"] = default_component("regularizer", "l1");
  trial_["model"]["activation"] = default_component("activation", "prelu");
  const TrainingResult result = train(trial_);
  std::map<int, double> squares;
  for (const LayerEpoch& layer : result.layers) {
    if (layer.grad_norm) squares[layer.epoch] += *layer.grad_norm * *layer.grad_norm;
  }
  ASSERT_EQ(squares.size(), 2U);
  for (const Epoch& epoch : result.epochs) {
    EXPECT_NEAR(std::sqrt(squares[epoch.epoch]), *epoch.grad_norm, 1e-5 * *epoch.grad_norm);
  }
}

TEST_F(TrialDiagnostics, UseAllImagesIfThereAreFewer) {
  const auto sd_with = [&](int images) {
    trial_["diagnostics"]["images"] = images;
    return *train(trial_).layers.back().preactivation_sd;
  };
  EXPECT_EQ(sd_with(1000), sd_with(60));
  EXPECT_NE(sd_with(59), sd_with(60));
}

TEST_F(TrialDiagnostics, AreRecordedForATrainingThatDiverges) {
  trial_["optimizer"]["lr"] = 1e10;
  trial_["model"]["dropout"] = 0.0;
  const TrainingResult result = train(trial_);
  ASSERT_TRUE(result.end.how == TrialEnd::How::kDiverged);
  ASSERT_GE(result.layers.size(), 2U);
  EXPECT_EQ(result.layers[0].epoch, 0);
  EXPECT_TRUE(std::isfinite(*result.layers[0].preactivation_mean));
}

}  // namespace
}  // namespace actsweep
