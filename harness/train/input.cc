#include "harness/train/input.h"

#include <ATen/ATen.h>

namespace actsweep {
namespace {

double sigma_on(const Params& noise, const char* split) {
  const std::string where = noise.text("split");
  return where == "both" || where == split ? noise.real("sigma") : 0.0;
}

constexpr const char* kTestNoise = "noise.test";

}  // namespace

InputPipeline::InputPipeline(const DeviceData& data, const Params& trial, std::uint64_t seed, c10::Device device)
    : data_(data),
      device_(device),
      seed_(seed),
      train_sigma_(sigma_on(trial.child("noise"), "train")),
      test_sigma_(sigma_on(trial.child("noise"), "test")),
      train_noise_(seed, "noise.train", device),
      test_noise_(seed, kTestNoise, device),
      augment_(make_augmentation(trial.child("augmentation"))),
      augmentation_(seed, "augmentation"),
      mixer_(trial, seed) {}

at::Tensor InputPipeline::normalize(at::Tensor images) const { return images.mul_(data_.scale).add_(data_.offset); }

void InputPipeline::add_noise(at::Tensor& input, RandomStream& stream) const {
  const double sigma = &stream == &train_noise_ ? train_sigma_ : test_sigma_;
  if (sigma == 0) return;
  input.add_(at::empty_like(input).normal_(0, sigma, stream.generator()).mul_(data_.pixel_scale));
}

TrainingBatch InputPipeline::training_batch(const at::Tensor& indices) {
  const at::Tensor images = data_.train.pixels.index_select(0, indices).to(at::kFloat);
  TrainingBatch batch{.input = normalize(augment_(images, augmentation_)),
                      .labels = data_.train.labels.index_select(0, indices)};
  mixer_.mix(batch);
  add_noise(batch.input, train_noise_);
  return batch;
}

at::Tensor InputPipeline::evaluation_batch(const DeviceImages& images, std::int64_t begin, std::int64_t count) {
  at::Tensor input = normalize(images.pixels.narrow(0, begin, count).to(at::kFloat));
  add_noise(input, test_noise_);
  return input;
}

/// Leaves out the noise of evaluation, which every evaluation restarts.
void InputPipeline::visit_state(StateVisitor& visitor, const std::string& name) {
  train_noise_.visit_state(visitor, name + ".noise");
  augmentation_.visit_state(visitor, name + ".augmentation");
  mixer_.visit_state(visitor, name);
}

void InputPipeline::restart_evaluation_noise() { test_noise_ = RandomStream(seed_, kTestNoise, device_); }

}  // namespace actsweep
