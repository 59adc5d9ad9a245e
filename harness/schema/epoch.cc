#include "harness/schema/epoch.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace actsweep {

const std::vector<EpochMetric>& epoch_metrics() {
  static const std::vector<EpochMetric> metrics = {
      {"lr", &Epoch::lr, "learning rate of the epoch's last step"},
      {"train_loss", &Epoch::train_loss,
       "mean loss over the epoch's training batches, by default cross-entropy in nats, of mixed and smoothed labels "
       "where those are learned, without the regularizer's penalty"},
      {"train_top1", &Epoch::train_top1,
       "accuracy over the epoch's training batches, in percent; of mixed labels that with the larger share counts"},
      {"test_loss", &Epoch::test_loss,
       "mean loss on the test images after the epoch, by default cross-entropy in nats"},
      {"test_top1", &Epoch::test_top1, "accuracy on the test images after the epoch, in percent"},
      {"test_top3", &Epoch::test_top3, "test images whose label is among the three likeliest, in percent"},
      {"test_top5", &Epoch::test_top5, "test images whose label is among the five likeliest, in percent"},
      {"val_loss", &Epoch::val_loss, "the same on the validation images"},
      {"val_top1", &Epoch::val_top1, "accuracy on the validation images after the epoch, in percent"},
      {"seconds", &Epoch::seconds, "training time of the epoch, evaluation apart, in seconds"},
      {"images_per_second", &Epoch::images_per_second, "training images a second"},
      {"grad_norm", &Epoch::grad_norm,
       "Euclidean norm of the gradient before it is clipped, mean over the epoch's steps"},
      {"peak_memory", &Epoch::peak_memory, "largest resident memory of the training process so far, in bytes"},
      {"penalty", &Epoch::penalty, "what the regularizer adds to the loss, after the epoch"},
      {"eval_seconds", &Epoch::eval_seconds, "time to measure the test images after the epoch, in seconds"},
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
