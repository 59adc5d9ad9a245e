#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace actsweep {

/// One affine transformation about the center for each of n images; every tensor is double [n] on the CPU.
struct AffineTransforms {
  at::Tensor flip;              ///< -1: mirrored horizontally, before everything else; 1: not
  at::Tensor angle;             ///< counterclockwise, radians
  at::Tensor zoom_x, zoom_y;    ///< width and height of an output pixel in input pixels: below 1 magnifies
  at::Tensor shift_x, shift_y;  ///< how far the content moves left and up, as a fraction of width and height
};

/// How an output pixel is computed that falls between input pixels, or outside of the image.
struct AffineSampling {
  /// The values are the padding modes of at::grid_sampler, for which LibTorch has no public names.
  enum class Outside : std::int64_t {
    kZero = 0,
    kEdge = 1,     ///< the nearest pixel of the edge
    kReflect = 2,  ///< c b a | a b c | c b a
  };

  bool bilinear = false;  ///< otherwise the nearest pixel
  Outside outside = Outside::kZero;
};

/// The transformed images, float [n, channels, height, width], computed on their device.
at::Tensor transformed(const at::Tensor& images, const AffineTransforms& transforms, const AffineSampling& sampling);

}  // namespace actsweep
