#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace actsweep {

/// Where the windows of an image of height x width pixels lie: size x size pixels each, side by side, as many as fit.
struct PoolWindows {
  PoolWindows(std::int64_t height, std::int64_t width, std::int64_t size);

  std::size_t count() const { return static_cast<std::size_t>(rows * columns); }

  std::int64_t rows, columns;
  std::vector<std::int32_t> corners;  ///< the first pixel of each window, and room to read whole vectors
  std::vector<std::int32_t> inside;   ///< the pixels of a window from its first one, row by row
};

/// Of each window of one image the greatest value, and which pixel of the image it is: the first of several. NaN is
/// greater than any number, and the last of several counts, as in LibTorch.
void max_pool(const PoolWindows& windows, const float* image, float* greatest, std::int32_t* pixel);

}  // namespace actsweep
