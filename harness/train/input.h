#pragma once

#include "harness/schema/params.h"
#include "harness/train/augment/augmentation.h"
#include "harness/train/device_data.h"
#include "harness/train/mixing.h"
#include "harness/train/training_batch.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// Makes a network's input of recorded images: augmentation of the pixels, normalization, mixing, noise; all vectorized
/// over the batch. An augmentation fills with black, which is 0 before normalization only. Noise comes last, so that
/// its deviation is the one that was asked for in a blend of two images too.
class InputPipeline {
 public:
  /// `data` outlives the pipeline. `seed` is that of the data streams.
  InputPipeline(const DeviceData& data, const Params& trial, std::uint64_t seed, c10::Device device);

  /// The training images of these indices (int64 on the device), with their labels.
  TrainingBatch training_batch(const at::Tensor& indices);
  /// float [count, channels, height, width] of the images from `begin` on, for measuring. Noise comes from a stream
  /// that begin_measuring() resets: every epoch, and every activation, is measured on the same noisy images.
  at::Tensor measuring_batch(const DeviceImages& images, std::int64_t begin, std::int64_t count);
  void begin_measuring();

  void visit_state(StateVisitor& visitor, const std::string& name);

 private:
  /// In place, from the scale of a pixel's byte.
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
