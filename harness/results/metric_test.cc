#include "harness/results/metric.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/results/results.h"

namespace actsweep {
namespace {

TEST(Metric, ChanceIsGuessingAmongTheClasses) {
  EXPECT_EQ(describe_metric("test_top1", 10).chance, 10.0);
  EXPECT_EQ(describe_metric("train_top1", 100).chance, 1.0);
  EXPECT_EQ(describe_metric("val_top1", 10).chance, 10.0);
  EXPECT_EQ(describe_metric("test_top3", 10).chance, 30.0);
  EXPECT_EQ(describe_metric("test_top5", 10).chance, 50.0);
  EXPECT_EQ(describe_metric("test_top5", 3).chance, 100.0);
  EXPECT_DOUBLE_EQ(*describe_metric("test_loss", 10).chance, std::log(10.0));
  EXPECT_FALSE(describe_metric("seconds", 10).chance);
  EXPECT_FALSE(describe_metric("test_top1", 0).chance);
}

TEST(Metric, AxesHaveUnits) {
  EXPECT_EQ(describe_metric("test_top1", 10).axis_label(), "Test accuracy (%)");
  EXPECT_EQ(describe_metric("val_top5", 10).axis_label(), "Validation top-5 accuracy (%)");
  EXPECT_EQ(describe_metric("train_loss", 10).axis_label(), "Training loss (nats)");
  EXPECT_EQ(describe_metric("images_per_second", 10).axis_label(), "Throughput (images/s)");
  for (const char* other : {"test_topology", "test_top0", "test_top-1", "my_loss", "top1", "loss", "_loss", ""}) {
    EXPECT_EQ(describe_metric(other, 10).axis_label(), other);
    EXPECT_FALSE(describe_metric(other, 10).chance);
  }
}

TEST(Metric, LossesOfSeveralKindsHaveNoUnitAndNoChance) {
  Results input;
  input.classes = 10;
  input.trials = {{.trial_id = "a", .config = {{"loss", "cross_entropy"}}}, {.trial_id = "b", .config = {}}};
  EXPECT_EQ(describe_metric("test_loss", input).unit, "nats");
  EXPECT_DOUBLE_EQ(*describe_metric("test_loss", input).chance, std::log(10.0));
  input.trials.push_back({.trial_id = "c", .config = {{"loss", "margin"}}});
  EXPECT_EQ(describe_metric("test_loss", input).axis_label(), "Test loss");
  EXPECT_FALSE(describe_metric("test_loss", input).chance);
  EXPECT_EQ(describe_metric("test_top1", input).chance, 10.0);
}

TEST(Metric, SomeHaveABetterSide) {
  using Better = Metric::Better;
  EXPECT_EQ(describe_metric("test_top5", 10).better, Better::kMore);
  EXPECT_EQ(describe_metric("val_loss", 10).better, Better::kLess);
  EXPECT_EQ(describe_metric("seconds", 10).better, Better::kLess);
  EXPECT_EQ(describe_metric("seconds_to_95", 10).better, Better::kLess);
  EXPECT_EQ(describe_metric("images_per_second", 10).better, Better::kMore);
  EXPECT_EQ(describe_metric("grad_norm", 10).better, Better::kNeither);
  EXPECT_EQ(difference_of(describe_metric("test_top1", 10), "Mish").better, Better::kMore);
}

TEST(Metric, DigitsFitTheKind) {
  EXPECT_EQ(describe_metric("test_top1", 10).format(98.516), "98.52");
  EXPECT_EQ(describe_metric("test_loss", 10).format(0.04567), "0.0457");
  EXPECT_EQ(describe_metric("images_per_second", 10).format(751.23456), "751.23");
}

}  // namespace
}  // namespace actsweep
