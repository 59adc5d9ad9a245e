#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "harness/train/optim/flat_parameters.h"
#include "harness/train/test_config.h"

namespace actsweep {
namespace {

at::Tensor clipped(const nlohmann::json& norm, const nlohmann::json& value, std::vector<float> gradient) {
  at::Tensor gradients = at::tensor(gradient);
  const at::Tensor length = gradients.norm();
  clip_gradients(gradients, length, Params(nlohmann::json{{"norm", norm}, {"value", value}}));
  return gradients;
}

/// The expected values are those of torch.nn.utils.clip_grad_norm_ and clip_grad_value_ in PyTorch 2.13. A gradient
/// whose norm equals the limit of 13 is scaled by 13 / (13 + 1e-6).
TEST(GradientClip, MatchesPytorch) {
  const std::vector<float> gradient = {3, -4, 12};
  const auto expect = [](const at::Tensor& ours, const std::vector<float>& theirs) {
    EXPECT_TRUE(ours.allclose(at::tensor(theirs), 2e-7, 0)) << ours;
  };
  expect(clipped(1.0, nullptr, gradient), {0.23076921701431274F, -0.307692289352417F, 0.923076868057251F});
  expect(clipped(13.0, nullptr, gradient), {2.999999761581421F, -3.999999761581421F, 11.999999046325684F});
  expect(clipped(100.0, nullptr, gradient), {3, -4, 12});
  expect(clipped(nullptr, 0.5, {3, -4, 0.25, -0.75}), {0.5, -0.5, 0.25, -0.5});
  EXPECT_TRUE(clipped(nullptr, nullptr, gradient).equal(at::tensor(gradient)));
}

TEST(GradientClip, KeepsNanForTheDivergenceCheck) {
  EXPECT_TRUE(clipped(1.0, nullptr, {1, NAN}).isnan().all().item<bool>());
  EXPECT_TRUE(clipped(1.0, nullptr, {0, 0}).equal(at::zeros({2})));
}

class ClippedTrial : public ::testing::Test {
 protected:
  std::vector<nlohmann::json> learning(const char* key, double limit) {
    trial_["clip"][key] = limit;
    std::vector<nlohmann::json> epochs;
    for (const Epoch& epoch : testing::train(trial_).epochs) epochs.push_back(testing::learning_of(epoch));
    trial_["clip"][key] = nullptr;
    return epochs;
  }

  nlohmann::json trial_ = testing::small_trial();
  nlohmann::json unclipped_ = testing::learning_of(testing::train(trial_).epochs.back());
};

TEST_F(ClippedTrial, IsUnchangedIfTheLimitIsNeverReached) {
  EXPECT_EQ(learning("norm", 1e6).back(), unclipped_);
  EXPECT_EQ(learning("value", 1e6).back(), unclipped_);
}

TEST_F(ClippedTrial, DoesNotMoveIfTheLimitIsTiny) {
  trial_["optimizer"]["lr"] = 0.0;
  const nlohmann::json still = testing::learning_of(testing::train(trial_).epochs.back());
  trial_["optimizer"]["lr"] = 0.1;
  for (const char* key : {"norm", "value"}) {
    const auto epochs = learning(key, 1e-9);
    EXPECT_NEAR(epochs.back().at("test_loss").get<double>(), still.at("test_loss").get<double>(), 1e-5) << key;
    // The recorded norm is the norm before clipping.
    EXPECT_NEAR(epochs.back().at("grad_norm").get<double>(), still.at("grad_norm").get<double>(), 1e-4) << key;
  }
  EXPECT_GT(std::abs(unclipped_.at("test_loss").get<double>() - still.at("test_loss").get<double>()), 1e-4);
}

/// The gradient of a regularizer is clipped together with the gradient of the loss.
TEST_F(ClippedTrial, ClipsTheRegularizerToo) {
  trial_["optimizer"]["lr"] = 1.0;
  trial_["regularizer"] = testing::default_component("regularizer", "l2");
  trial_["regularizer"]["l2"] = 1e4;  // would make the training diverge without clipping
  for (const nlohmann::json& epoch : learning("norm", 1e-3)) {
    EXPECT_LT(epoch.at("train_loss").get<double>(), 3);
    EXPECT_GT(epoch.at("grad_norm").get<double>(), 1e4);
  }
}

}  // namespace
}  // namespace actsweep
