#include "harness/train/loss/loss.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "harness/train/test_config.h"

namespace actsweep {
namespace {

Loss make(const std::string& name, const nlohmann::json& given = nlohmann::json::object()) {
  nlohmann::json params = testing::default_component("loss", name);
  params.update(given);
  return make_loss(Params(params));
}

at::Tensor labels(std::initializer_list<std::int64_t> values) { return at::tensor(values, at::kLong); }

double loss_of(const std::string& name, const at::Tensor& outputs, const TrainingBatch& batch, double smoothing = 0) {
  return training_loss(make(name), outputs, batch, smoothing).item<double>();
}

/// Two images, three classes: softmax is (1/6, 2/6, 3/6) and (8/10, 1/10, 1/10).
at::Tensor logits() { return at::tensor({1.0F, 2.0F, 3.0F, 8.0F, 1.0F, 1.0F}).log().view({2, 3}); }

TEST(CrossEntropy, MatchesItsDefinition) {
  const TrainingBatch batch{.input = {}, .labels = labels({1, 0})};
  EXPECT_NEAR(loss_of("cross_entropy", logits(), batch), -(std::log(2.0 / 6) + std::log(0.8)) / 2, 1e-6);
  EXPECT_TRUE(
      training_loss(make("cross_entropy"), logits(), batch, 0).equal(at::cross_entropy_loss(logits(), batch.labels)));
}

/// Smoothing by 0.3 over three classes gives each class 0.1 and the label another 0.7.
TEST(CrossEntropy, SupportsLabelSmoothing) {
  const double first = -(0.1 * std::log(1.0 / 6) + 0.8 * std::log(2.0 / 6) + 0.1 * std::log(3.0 / 6));
  const double second = -(0.8 * std::log(0.8) + 0.2 * std::log(0.1));
  TrainingBatch batch{.input = {}, .labels = labels({1, 0})};
  EXPECT_NEAR(loss_of("cross_entropy", logits(), batch, 0.3), (first + second) / 2, 1e-6);
  // Smoothed and mixed: 0.25 of the labels 1 and 0, and 0.75 of label 0 for both images.
  batch.other_labels = labels({0, 0});
  batch.share = 0.25;
  const double other = -(0.8 * std::log(1.0 / 6) + 0.1 * std::log(2.0 / 6) + 0.1 * std::log(3.0 / 6));
  EXPECT_NEAR(loss_of("cross_entropy", logits(), batch, 0.3), (0.25 * first + 0.75 * other + second) / 2, 1e-6);
}

TEST(CrossEntropy, HasTheExpectedGradient) {
  const TrainingBatch batch{.input = {}, .labels = labels({1, 0}), .other_labels = labels({2, 1}), .share = 0.3};
  const at::Tensor x = logits().requires_grad_();
  training_loss(make("cross_entropy"), x, batch, 0).backward();
  // Softmax minus the shares of the labels, divided by the number of images.
  const at::Tensor shares = at::tensor({0.0F, 0.3F, 0.7F, 0.3F, 0.7F, 0.0F}).view({2, 3});
  EXPECT_TRUE(x.grad().allclose((logits().softmax(1) - shares) / 2, 0, 1e-6));
}

/// Lengths of capsules. In the first image the capsule of the label is too short and another one too long; the second
/// image has no loss.
at::Tensor lengths() { return at::tensor({0.6F, 0.3F, 0.05F, 0.0F, 0.95F, 0.1F}, at::kFloat).view({2, 3}); }

TEST(Margin, MatchesItsDefinition) {
  const TrainingBatch batch{.input = {}, .labels = labels({0, 1})};
  EXPECT_NEAR(loss_of("margin", lengths(), batch), (0.3 * 0.3 + 0.5 * 0.2 * 0.2) / 2, 1e-7);
  // With wrong labels the outputs fall short by 0.9 - 0.3 and 0.9, and exceed by 0.6 - 0.1 and 0.95 - 0.1.
  const double first = 0.6 * 0.6 + 0.5 * 0.5 * 0.5, second = 0.9 * 0.9 + 0.5 * 0.85 * 0.85;
  const TrainingBatch wrong{.input = {}, .labels = labels({1, 0})};
  EXPECT_NEAR(loss_of("margin", lengths(), wrong), (first + second) / 2, 1e-6);
}

TEST(Margin, UsesItsParameters) {
  const Loss loss = make("margin", {{"present", 1.0}, {"absent", 0.2}, {"weight", 2.0}});
  const TrainingBatch batch{.input = {}, .labels = labels({0, 1})};
  EXPECT_NEAR(training_loss(loss, lengths(), batch, 0).item<double>(), (0.4 * 0.4 + 2 * 0.1 * 0.1 + 0.05 * 0.05) / 2,
              1e-7);
}

TEST(Margin, HasTheExpectedGradient) {
  const TrainingBatch batch{.input = {}, .labels = labels({0, 1})};
  const at::Tensor p = lengths().requires_grad_();
  training_loss(make("margin"), p, batch, 0).backward();
  // -2 (0.9 - 0.6) and 2 * 0.5 (0.3 - 0.1), over two images.
  EXPECT_TRUE(p.grad().allclose(at::tensor({-0.3F, 0.1F, 0.0F, 0.0F, 0.0F, 0.0F}).view({2, 3}), 0, 1e-7)) << p.grad();
}

class EveryLoss : public ::testing::TestWithParam<std::string> {
 protected:
  at::Tensor outputs_ =
      at::tensor({0.2, 0.9, -0.3, 0.5, 0.45, 0.05, 0.7, 0.1, 1.2, -1.0, 0.3, 0.15}, at::kDouble).view({3, 4});
};

TEST_P(EveryLoss, IsAMeanOrASumOverTheImages) {
  const Loss loss = make(GetParam());
  const at::Tensor all = labels({1, 3, 0});
  double sum = 0;
  for (int i = 0; i < 3; ++i) {
    sum += loss(outputs_.narrow(0, i, 1), all.narrow(0, i, 1), 0, at::Reduction::Mean).item<double>();
  }
  EXPECT_NEAR(loss(outputs_, all, 0, at::Reduction::Sum).item<double>(), sum, 1e-12);
  EXPECT_NEAR(loss(outputs_, all, 0, at::Reduction::Mean).item<double>(), sum / 3, 1e-12);
}

TEST_P(EveryLoss, OfAMixedBatchIsTheWeightedSumForBothLabels) {
  const TrainingBatch one{.input = {}, .labels = labels({1, 3, 0})}, other{.input = {}, .labels = labels({2, 3, 1})};
  const TrainingBatch mixed{.input = {}, .labels = one.labels, .other_labels = other.labels, .share = 0.3};
  EXPECT_NEAR(loss_of(GetParam(), outputs_, mixed),
              0.3 * loss_of(GetParam(), outputs_, one) + 0.7 * loss_of(GetParam(), outputs_, other), 1e-12);
}

/// Smoothing by 0.2 over four classes gives each class 0.05 and the label another 0.8.
TEST_P(EveryLoss, SupportsLabelSmoothing) {
  const TrainingBatch batch{.input = {}, .labels = labels({1, 3, 0})};
  double expected = 0.8 * loss_of(GetParam(), outputs_, batch);
  for (std::int64_t k = 0; k < 4; ++k) {
    expected += 0.05 * loss_of(GetParam(), outputs_, {.input = {}, .labels = labels({k, k, k})});
  }
  EXPECT_NEAR(loss_of(GetParam(), outputs_, batch, 0.2), expected, 1e-12);
}

TEST_P(EveryLoss, GradientMatchesCentralDifferences) {
  const TrainingBatch batch{.input = {}, .labels = labels({1, 3, 0}), .other_labels = labels({2, 3, 1}), .share = 0.3};
  at::Tensor x = outputs_.clone().requires_grad_();
  training_loss(make(GetParam()), x, batch, 0.1).backward();
  constexpr double kStep = 1e-6;
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    at::Tensor above = outputs_.clone(), below = outputs_.clone();
    above.view(-1)[i] += kStep;
    below.view(-1)[i] -= kStep;
    const double slope =
        (loss_of(GetParam(), above, batch, 0.1) - loss_of(GetParam(), below, batch, 0.1)) / (2 * kStep);
    EXPECT_NEAR(x.grad().view(-1)[i].item<double>(), slope, 1e-7) << i;
  }
}

TEST_P(EveryLoss, IsMinimizedByATrial) {
  nlohmann::json trial = testing::small_trial();
  trial["loss"] = testing::default_component("loss", GetParam());
  trial["epochs"] = 12;
  trial["label_smoothing"] = 0.1;
  trial["mixup"]["alpha"] = 0.2;
  trial["optimizer"] = testing::default_component("optimizer", "adam");
  trial["optimizer"]["lr"] = 3e-3;
  const auto epochs = testing::train(trial).epochs;
  EXPECT_LT(*epochs.back().test_loss, *epochs.front().test_loss);
  EXPECT_LT(*epochs.back().train_loss, *epochs.front().train_loss);
}

INSTANTIATE_TEST_SUITE_P(Registered, EveryLoss, ::testing::ValuesIn(testing::registered_names<LossKind>()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace actsweep
