#include "harness/schema/epoch.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace actsweep {
namespace {

using Better = MetricText::Better;

MetricText accuracy(const char* label, int top_k) {
  return {.label = label, .unit = "%", .kind = MetricText::Kind::kAccuracy, .better = Better::kMore, .top_k = top_k};
}

MetricText other(const char* label, const char* unit = "", Better better = Better::kNeither) {
  return {.label = label, .unit = unit, .better = better};
}

MetricText loss(const char* label) {
  return {.label = label, .unit = "nats", .kind = MetricText::Kind::kLoss, .better = Better::kLess};
}

}  // namespace

const std::vector<EpochMetric>& epoch_metrics() {
  static const std::vector<EpochMetric> metrics = {
      {"lr", &Epoch::lr, "learning rate of the epoch's last step", other("Learning rate")},
      {"train_loss", &Epoch::train_loss,
       "mean loss over the epoch's training batches, without the regularizer's penalty, by default cross-entropy in "
       "nats; measured on mixed and smoothed labels where the network learns those",
       loss("Training loss")},
      {"train_top1", &Epoch::train_top1,
       "accuracy over the epoch's training batches, in percent; of mixed labels the one with the larger share counts",
       accuracy("Training accuracy", 1)},
      {"test_loss", &Epoch::test_loss, "mean loss on the test images after the epoch, by default cross-entropy in nats",
       loss("Test loss")},
      {"test_top1", &Epoch::test_top1, "accuracy on the test images after the epoch, in percent",
       accuracy("Test accuracy", 1)},
      {"test_top3", &Epoch::test_top3, "test images whose label is among the three likeliest, in percent",
       accuracy("Test top-3 accuracy", 3)},
      {"test_top5", &Epoch::test_top5, "test images whose label is among the five likeliest, in percent",
       accuracy("Test top-5 accuracy", 5)},
      {"val_loss", &Epoch::val_loss,
       "mean loss on the validation images after the epoch, by default cross-entropy in nats", loss("Validation loss")},
      {"val_top1", &Epoch::val_top1, "accuracy on the validation images after the epoch, in percent",
       accuracy("Validation accuracy", 1)},
      {"seconds", &Epoch::seconds, "training time of the epoch without evaluation, in seconds",
       other("Training time per epoch", "s", Better::kLess), TrialValue::kSum, "train_seconds"},
      {"images_per_second", &Epoch::images_per_second, "training images per second",
       other("Throughput", "images/s", Better::kMore), TrialValue::kThroughput},
      {"grad_norm", &Epoch::grad_norm,
       "Euclidean norm of the gradient before it is clipped, mean over the epoch's steps", other("Gradient norm")},
      {"peak_memory", &Epoch::peak_memory, "largest resident memory of the training process so far, in bytes",
       other("Peak memory", "bytes", Better::kLess)},
      {"penalty", &Epoch::penalty, "what the regularizer adds to the loss, after the epoch", other("Penalty")},
      {"eval_seconds", &Epoch::eval_seconds, "time to measure the test images after the epoch, in seconds",
       other("Time to measure the test images", "s", Better::kLess), TrialValue::kMean},
  };
  return metrics;
}

void to_json(nlohmann::json& json, const Epoch& epoch) {
  json = {{"epoch", epoch.epoch}};
  for (const EpochMetric& metric : epoch_metrics()) {
    const auto& value = epoch.*metric.value;
    if (value && std::isfinite(*value)) json[metric.name] = *value;
  }
}

void from_json(const nlohmann::json& json, Epoch& epoch) {
  epoch = {};
  epoch.epoch = json.at("epoch").get<int>();
  for (const EpochMetric& metric : epoch_metrics()) {
    if (const auto found = json.find(metric.name); found != json.end()) epoch.*metric.value = found->get<double>();
  }
}

}  // namespace actsweep
