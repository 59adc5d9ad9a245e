#include "harness/results/metric.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/results/results.h"
#include "harness/results/results_testing.h"
#include "harness/schema/epoch.h"
#include "harness/schema/layer_epoch.h"

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
  EXPECT_EQ(describe_metric("val_top1", 10).axis_label(), "Validation accuracy (%)");
  EXPECT_EQ(describe_metric("train_loss", 10).axis_label(), "Training loss (nats)");
  EXPECT_EQ(describe_metric("images_per_second", 10).axis_label(), "Throughput (images/s)");
  for (const char* other : {"test_topology", "val_top5", "my_loss", "top1", "train_seconds", ""}) {
    EXPECT_EQ(describe_metric(other, 10).axis_label(), other);
    EXPECT_FALSE(describe_metric(other, 10).chance);
  }
}

/// What readers of earlier reports know.
TEST(Metric, LabelsAndUnitsStay) {
  const std::vector<std::pair<const char*, const char*>> labels = {
      {"lr", "Learning rate"},
      {"train_loss", "Training loss (nats)"},
      {"train_top1", "Training accuracy (%)"},
      {"test_loss", "Test loss (nats)"},
      {"test_top1", "Test accuracy (%)"},
      {"test_top3", "Test top-3 accuracy (%)"},
      {"test_top5", "Test top-5 accuracy (%)"},
      {"val_loss", "Validation loss (nats)"},
      {"val_top1", "Validation accuracy (%)"},
      {"seconds", "Training time per epoch (s)"},
      {"images_per_second", "Throughput (images/s)"},
      {"grad_norm", "Gradient norm"},
      {"peak_memory", "Peak memory (bytes)"},
      {"penalty", "Penalty"},
      {"eval_seconds", "Time to measure the test images (s)"},
      {"preactivation_mean", "Mean pre-activation"},
      {"preactivation_sd", "Standard deviation of the pre-activation"},
      {"activation_mean", "Mean activation"},
      {"activation_sd", "Standard deviation of the activation"},
      {"dead_units", "Dead units (%)"},
      {"density", "Density"},
      {"epochs", "Epochs"},
      {"seconds_to_97.5", "Training time to 97.5 % test accuracy (s)"},
      {"epochs_to_95", "Epochs to 95 % test accuracy"}};
  for (const auto& [name, label] : labels) EXPECT_EQ(describe_metric(name, 10).axis_label(), label);
  for (const EpochMetric& metric : epoch_metrics()) EXPECT_NE(describe_metric(metric.name, 10).label, metric.name);
  for (const LayerMetric& metric : layer_metrics()) {
    const Metric described = describe_metric(metric.name, 10);
    EXPECT_NE(described.label, metric.name);
    EXPECT_EQ(described.may_be_negative, std::string(metric.name).ends_with("activation_mean")) << metric.name;
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
  EXPECT_EQ(describe_metric("eval_seconds", 10).better, Better::kLess);
  EXPECT_EQ(describe_metric("peak_memory", 10).better, Better::kLess);
  for (const char* name : {"lr", "grad_norm", "penalty", "dead_units", "activation_mean", "epochs", "density"}) {
    EXPECT_EQ(describe_metric(name, 10).better, Better::kNeither) << name;
  }
  EXPECT_EQ(difference_of(describe_metric("test_top1", 10), "Mish").better, Better::kMore);
}

TEST(Metric, DigitsFitTheKind) {
  EXPECT_EQ(describe_metric("test_top1", 10).format(98.516), "98.52");
  EXPECT_EQ(describe_metric("test_loss", 10).format(0.04567), "0.0457");
  EXPECT_EQ(describe_metric("images_per_second", 10).format(751.23456), "751.23");
}

TEST(TimeTo, IsNamedByUnitAndAccuracy) {
  ASSERT_TRUE(time_to("seconds_to_97.5"));
  EXPECT_EQ(time_to("seconds_to_97.5")->accuracy, 97.5);
  EXPECT_EQ(time_to("epochs_to_90")->unit, "epochs");
  for (const char* const other :
       {"seconds", "seconds_to_", "seconds_to_x", "epochs_to_0", "epochs_to_101", "test_top1"}) {
    EXPECT_FALSE(time_to(other)) << other;
  }
  EXPECT_EQ(describe_metric("seconds_to_90", 10).axis_label(), "Training time to 90 % test accuracy (s)");
}

TEST(TimeTo, CountsUntilTheAccuracyIsFirstReached) {
  Results input = small_results();
  for (const auto& [epoch, top1] : {std::pair(1, 80), {2, 91}, {3, 89}}) {
    input.details[Level::kEpoch].push_back(finished("a", {{"epoch", epoch}}, top1));  // two seconds each
    input.details[Level::kEpoch].push_back(finished("b", {{"epoch", epoch}}, top1 - 5));
  }
  for (const char* metric : {"seconds_to_90", "epochs_to_90"}) add_time(metric, input);
  EXPECT_EQ(input.trials[0].metrics.at("seconds_to_90"), 4);
  EXPECT_EQ(input.trials[0].metrics.at("epochs_to_90"), 2);
  EXPECT_FALSE(input.trials[1].metrics.contains("seconds_to_90"));
}

}  // namespace
}  // namespace actsweep
