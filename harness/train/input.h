#pragma once

#include "harness/schema/params.h"
#include "harness/train/augment/augmentation.h"
#include "harness/train/device_data.h"
#include "harness/train/mixing.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// Turns images of the data set into the input of a network: augmentation, normalization, mixing and noise, in this
/// order, vectorized over the batch. Augmentation precedes normalization because it fills with black, which is 0 only
/// in raw pixels. Noise comes last so that blending two images does not reduce its standard deviation.
class InputPipeline {
 public:
  /// `data` outlives the pipeline. `seed` is the seed of the data streams.
  InputPipeline(const DeviceData& data, const Params& trial, std::uint64_t seed, c10::Device device);

  /// The training images with these indices (int64, on the device), with their labels.
  TrainingBatch training_batch(const at::Tensor& indices);
  /// `count` images starting at `begin`, for evaluation: float [count, channels, height, width].
  at::Tensor evaluation_batch(const DeviceImages& images, std::int64_t begin, std::int64_t count);
  /// Restarts the noise of evaluation batches. Call it before each evaluation, so that every epoch and every activation
  /// is evaluated on the same noisy images.
  void restart_evaluation_noise();

  void visit_state(StateVisitor& visitor, const std::string& name);

 private:
  /// Changes pixel values (0 to 255) in place.
  at::Tensor normalize(at::Tensor images) const;
  void add_noise(at::Tensor& input, RandomStream& stream) const;

  const DeviceData& data_;
  c10::Device device_;
  std::uint64_t seed_;
  double train_sigma_, test_sigma_;
  RandomStream train_noise_, test_noise_;
  Augmentation augment_;
  RandomStream augmentation_;
  BatchMixer mixer_;
};

}  // namespace actsweep
