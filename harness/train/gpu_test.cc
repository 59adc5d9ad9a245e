// Compares trials on a GPU with the same trials on the CPU, and with themselves. Resuming: resume_test.cc.

#include <ATen/Context.h>
#include <gtest/gtest.h>

#include "harness/train/libtorch.h"
#include "harness/train/optim/optimizer.h"
#include "harness/train/test_config.h"
#include "models/zoo/model.h"

namespace actsweep {
namespace {

using testing::default_component;
using testing::learning_of;
using testing::registered_names;
using testing::train;

const c10::Device kGpu(c10::kCUDA, 0);

class OnAGpu : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!at::hasCUDA()) GTEST_SKIP() << "needs a GPU";
    use_deterministic_algorithms();
    trial_["model"]["dropout"] = 0.0;  // the mask is drawn on the device
  }

  static std::vector<nlohmann::json> learning(const nlohmann::json& trial, c10::Device device) {
    std::vector<nlohmann::json> epochs;
    for (const Epoch& epoch : train(trial, device).epochs) epochs.push_back(learning_of(epoch));
    return epochs;
  }

  void use_model(const std::string& name) {
    trial_["dataset"].update({{"height", 28}, {"width", 28}, {"train", 64}, {"test", 20}});
    trial_["batch_size"] = 64;  // in small batches, a deep network with batch norm amplifies rounding errors
    testing::choose_model(trial_, name);
    trial_["model"]["dropout"] = 0.0;
  }

  nlohmann::json trial_ = testing::small_trial();
};

/// Both trials start from the same weights and see the same batches; only the order of summation differs.
void expect_close(const std::vector<nlohmann::json>& a, const std::vector<nlohmann::json>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t epoch = 0; epoch < a.size(); ++epoch) {
    for (const auto& [key, tolerance] : {std::pair{"train_loss", 1e-3}, {"test_loss", 1e-3}, {"grad_norm", 1e-2}}) {
      const double value = a[epoch].at(key);
      EXPECT_NEAR(b[epoch].at(key).get<double>(), value, tolerance * value) << key << " of epoch " << epoch + 1;
    }
  }
}

TEST_F(OnAGpu, EveryModelLearnsLikeOnTheCpu) {
  for (const std::string& name : testing::small_models()) {
    SCOPED_TRACE(name);
    use_model(name);
    expect_close(learning(trial_, c10::kCPU), learning(trial_, kGpu));
  }
}

TEST_F(OnAGpu, EveryOptimizerStepsLikeOnTheCpu) {
  for (const std::string& name : testing::registered_names<OptimizerKind>()) {
    SCOPED_TRACE(name);
    trial_["optimizer"] = default_component("optimizer", name);
    expect_close(learning(trial_, c10::kCPU), learning(trial_, kGpu));
  }
}

TEST_F(OnAGpu, EveryModelIsBitReproducible) {
  for (const std::string& name : testing::small_models()) {
    SCOPED_TRACE(name);
    use_model(name);
    trial_["model"]["dropout"] = 0.25;
    trial_["noise"]["sigma"] = 0.3;
    trial_["batch_size"] = 8;  // several steps an epoch
    EXPECT_EQ(learning(trial_, kGpu), learning(trial_, kGpu));
  }
}

TEST_F(OnAGpu, InBf16LearnsAlmostTheSame) {
  nlohmann::json rounded = trial_;
  rounded["precision"] = "bf16";
  const std::vector<nlohmann::json> in_float = learning(trial_, kGpu), in_bf16 = learning(rounded, kGpu);
  EXPECT_EQ(in_bf16, learning(rounded, kGpu));
  EXPECT_NE(in_bf16.back().at("test_loss"), in_float.back().at("test_loss"));
  EXPECT_NEAR(in_bf16.back().at("test_loss").get<double>(), in_float.back().at("test_loss").get<double>(), 0.02);
}

}  // namespace
}  // namespace actsweep
