#include "harness/train/loss.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace actsweep {
namespace {

/// Two images, three classes: softmax is (1/6, 2/6, 3/6) and (8/10, 1/10, 1/10).
at::Tensor logits() { return at::tensor({1.0F, 2.0F, 3.0F, 8.0F, 1.0F, 1.0F}).log().view({2, 3}); }

at::Tensor labels(std::initializer_list<std::int64_t> values) { return at::tensor(values, at::kLong); }

TEST(ClassificationLoss, IsTheMeanCrossEntropy) {
  const TrainingBatch batch{.input = {}, .labels = labels({1, 0})};
  const double expected = -(std::log(2.0 / 6) + std::log(0.8)) / 2;
  EXPECT_NEAR(classification_loss(logits(), batch, 0).item<double>(), expected, 1e-6);
  EXPECT_TRUE(classification_loss(logits(), batch, 0).equal(at::cross_entropy_loss(logits(), batch.labels)));
}

TEST(ClassificationLoss, OfAMixedBatchIsThatOfBothLabelsByTheirShares) {
  const TrainingBatch batch{.input = {}, .labels = labels({1, 0}), .other_labels = labels({2, 1}), .share = 0.3};
  const double first = -(std::log(2.0 / 6) + std::log(0.8)) / 2;
  const double other = -(std::log(3.0 / 6) + std::log(0.1)) / 2;
  EXPECT_NEAR(classification_loss(logits(), batch, 0).item<double>(), 0.3 * first + 0.7 * other, 1e-6);
}

/// Of a smoothing of 0.3 over three classes, each class has 0.1, and the label another 0.7.
TEST(ClassificationLoss, OfSmoothedLabelsIsThatOfTheSpreadOnes) {
  const double first = -(0.1 * std::log(1.0 / 6) + 0.8 * std::log(2.0 / 6) + 0.1 * std::log(3.0 / 6));
  const double second = -(0.8 * std::log(0.8) + 0.2 * std::log(0.1));
  TrainingBatch batch{.input = {}, .labels = labels({1, 0})};
  EXPECT_NEAR(classification_loss(logits(), batch, 0.3).item<double>(), (first + second) / 2, 1e-6);
  // With both: 0.25 of labels 1 and 0, 0.75 of label 0 for both.
  batch.other_labels = labels({0, 0});
  batch.share = 0.25;
  const double other = -(0.8 * std::log(1.0 / 6) + 0.1 * std::log(2.0 / 6) + 0.1 * std::log(3.0 / 6));
  EXPECT_NEAR(classification_loss(logits(), batch, 0.3).item<double>(), (0.25 * first + 0.75 * other + second) / 2,
              1e-6);
}

TEST(ClassificationLoss, HasTheGradientOfWhatItIs) {
  const TrainingBatch batch{.input = {}, .labels = labels({1, 0}), .other_labels = labels({2, 1}), .share = 0.3};
  const at::Tensor x = logits().requires_grad_();
  classification_loss(x, batch, 0).backward();
  // Softmax less the shares of the labels, over the number of images.
  const at::Tensor shares = at::tensor({0.0F, 0.3F, 0.7F, 0.3F, 0.7F, 0.0F}).view({2, 3});
  EXPECT_TRUE(x.grad().allclose((logits().softmax(1) - shares) / 2, 0, 1e-6));
}

TEST(TrainingBatch, IsCountedAgainstTheLabelsOfTheLargerShare) {
  TrainingBatch batch{.input = {}, .labels = labels({1, 0})};
  EXPECT_TRUE(batch.main_labels().equal(batch.labels));
  batch.other_labels = labels({2, 1});
  for (const double share : {0.5, 0.9}) {
    batch.share = share;
    EXPECT_TRUE(batch.main_labels().equal(batch.labels)) << share;
  }
  batch.share = 0.49;
  EXPECT_TRUE(batch.main_labels().equal(batch.other_labels));
}

}  // namespace
}  // namespace actsweep
