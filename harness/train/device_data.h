#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "datasets/dataset.h"
#include "harness/schema/params.h"
#include "models/network/shape.h"

namespace actsweep {

/// One part of a data set on the training device.
struct DeviceImages {
  at::Tensor pixels;  ///< uint8 [n, channels, height, width]
  at::Tensor labels;  ///< int64 [n]

  std::int64_t count() const { return labels.defined() ? labels.size(0) : 0; }
};

/// What a trial trains and is measured on: the parts that its limits and its validation share leave, as bytes on the
/// device, and how a byte becomes a number.
struct DeviceData {
  DeviceImages train, validation, test;
  Shape shape;
  std::int64_t classes = 0;
  at::Tensor scale;        ///< float [1, channels, 1, 1]: number = byte * scale + offset
  at::Tensor offset;       ///< float [1, channels, 1, 1], or [1, channels, height, width]
  at::Tensor pixel_scale;  ///< float [1, channels, 1, 1]: what 1 on the [0, 1] scale of a pixel is after that
};

/// `trial` is the resolved trial: its limits, validation part and normalization count. Throws InputError where too
/// little is left to train or test on.
DeviceData to_device(const Dataset& dataset, const Params& trial, c10::Device device);

}  // namespace actsweep
