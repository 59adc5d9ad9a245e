#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace actsweep {

/// The non-overlapping windows of size x size pixels in an image of height x width pixels.
struct PoolWindows {
  PoolWindows(std::int64_t height, std::int64_t width, std::int64_t size);

  std::size_t count() const { return static_cast<std::size_t>(rows * columns); }

  std::int64_t rows, columns;
  std::vector<std::int32_t> corners;  ///< index of the first pixel of each window, padded for whole vectors
  std::vector<std::int32_t> offsets;  ///< of the pixels of a window from its first one, row by row
};

/// Computes the maximum of each window and its pixel index in the image: the first of equal maxima. NaN is greater than
/// any number, and the last NaN counts, as in LibTorch.
void max_pool(const PoolWindows& windows, const float* image, float* maxima, std::int32_t* index);

}  // namespace actsweep
