#pragma once

#include <cstdint>
#include <string>

namespace actsweep {

/// The shape of what runs through a network, without the batch dimension: an image, or features in one row.
struct Shape {
  std::int64_t channels = 0;
  std::int64_t height = 1;
  std::int64_t width = 1;
  bool flat = false;  ///< [batch, channels] rather than [batch, channels, height, width]

  std::int64_t features() const { return channels * height * width; }
  std::int64_t pixels() const { return height * width; }
  bool operator==(const Shape&) const = default;
};

/// "64x16x16" (channels, height, width), or "512".
std::string to_string(const Shape& shape);

/// Of a kernel, a window, a stride or a padding, in pixels.
struct Extent {
  std::int64_t height = 1, width = 1;

  Extent() = default;
  Extent(std::int64_t side) : height(side), width(side) {}  // NOLINT(google-explicit-constructor): 3 is 3x3
  Extent(std::int64_t h, std::int64_t w) : height(h), width(w) {}
  std::int64_t area() const { return height * width; }
  bool operator==(const Extent&) const = default;
};

/// "3", or "1x7" (height, width).
std::string to_string(const Extent& extent);

}  // namespace actsweep
