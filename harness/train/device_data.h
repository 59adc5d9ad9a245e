#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "datasets/dataset.h"
#include "harness/schema/params.h"
#include "models/network/shape.h"

namespace actsweep {

/// A split of a data set on the training device.
struct DeviceImages {
  at::Tensor pixels;  ///< uint8 [n, channels, height, width]
  at::Tensor labels;  ///< int64 [n]

  std::int64_t count() const { return labels.defined() ? labels.size(0) : 0; }
};

/// The training, validation and test images of a trial as bytes on the device, and their normalization.
struct DeviceData {
  DeviceImages train, validation, test;
  Shape shape;
  std::int64_t classes = 0;
  at::Tensor scale;        ///< float [1, channels, 1, 1]: input = byte * scale + offset
  at::Tensor offset;       ///< float [1, channels, 1, 1], or [1, channels, height, width]
  at::Tensor pixel_scale;  ///< float [1, channels, 1, 1]: the size of 1 on the [0, 1] pixel scale after normalization
};

/// Applies the limits, validation split and normalization of a resolved trial. Throws InputError if too few images
/// remain to train or test on.
DeviceData to_device(const Dataset& dataset, const Params& trial, c10::Device device);

}  // namespace actsweep
