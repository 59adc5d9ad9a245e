#pragma once

#include <ATen/core/Tensor.h>

namespace actsweep {

/// How each of n images is moved about its center; each tensor double [n] on the CPU.
struct AffineMoves {
  at::Tensor flip;              ///< -1: from left to right, before all else; 1: not
  at::Tensor angle;             ///< counterclockwise, radians
  at::Tensor zoom_x, zoom_y;    ///< pixels of the image that a pixel of the result is wide and high: below 1 magnifies
  at::Tensor shift_x, shift_y;  ///< parts of width and height that the content moves to the left and up
};

/// What a pixel takes that comes from between the image's pixels, or from outside.
struct AffineSampling {
  enum class Outside {
    kZero,
    kEdge,     ///< the edge's nearest pixel
    kReflect,  ///< c b a | a b c | c b a
  };

  bool bilinear = false;  ///< else the nearest pixel
  Outside outside = Outside::kZero;
};

/// float [n, channels, height, width]: the images after these moves, computed on their device.
at::Tensor moved(const at::Tensor& images, const AffineMoves& moves, const AffineSampling& sampling);

}  // namespace actsweep
