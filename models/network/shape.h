#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace actsweep {

/// The shape of a tensor in a network, without the batch dimension: an image or flat features.
struct Shape {
  std::int64_t channels = 0;
  std::int64_t height = 1;
  std::int64_t width = 1;
  bool flat = false;  ///< [batch, channels] instead of [batch, channels, height, width]

  std::int64_t features() const { return channels * height * width; }
  std::int64_t pixels() const { return height * width; }
  bool operator==(const Shape&) const = default;
};

/// Such as "64x16x16" (channels, height, width) or "512".
inline std::string to_string(const Shape& shape) {
  return shape.flat ? fmt::format("{}", shape.channels)
                    : fmt::format("{}x{}x{}", shape.channels, shape.height, shape.width);
}

/// The size of a kernel, window, stride or padding, in pixels.
struct Extent {
  std::int64_t height = 1, width = 1;

  Extent() = default;
  Extent(std::int64_t side) : height(side), width(side) {}  // NOLINT(google-explicit-constructor): 3 is 3x3
  Extent(std::int64_t h, std::int64_t w) : height(h), width(w) {}
  std::int64_t area() const { return height * width; }
  bool operator==(const Extent&) const = default;
};

/// Such as "3" or "1x7" (height, width).
inline std::string to_string(const Extent& extent) {
  return extent.height == extent.width ? fmt::format("{}", extent.height)
                                       : fmt::format("{}x{}", extent.height, extent.width);
}

}  // namespace actsweep
