#pragma once

#include "harness/schema/params.h"
#include "harness/train/device_data.h"
#include "models/random/random_stream.h"

namespace actsweep {

/// Makes a network's input of recorded images: cast, normalization, noise; all vectorized over the batch.
class InputPipeline {
 public:
  /// `data` outlives the pipeline. `seed` is that of the data streams.
  InputPipeline(const DeviceData& data, const Params& trial, std::uint64_t seed, c10::Device device);

  /// float [batch, channels, height, width] of the training images of these indices (int64 on the device).
  at::Tensor training_batch(const at::Tensor& indices);
  /// The same of `count` images from `begin` on, for measuring. Noise comes from a stream that begin_measuring()
  /// resets: every epoch, and every activation, is measured on the same noisy images.
  at::Tensor measuring_batch(const DeviceImages& images, std::int64_t begin, std::int64_t count);
  void begin_measuring();

 private:
  at::Tensor normalize(const at::Tensor& pixels) const;
  void add_noise(at::Tensor& input, RandomStream& stream) const;

  const DeviceData& data_;
  c10::Device device_;
  std::uint64_t seed_;
  double train_sigma_, test_sigma_;
  RandomStream train_noise_, test_noise_;
};

}  // namespace actsweep
