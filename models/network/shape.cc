#include "models/network/shape.h"

#include <fmt/format.h>

namespace actsweep {

std::string to_string(const Shape& shape) {
  return shape.flat ? fmt::format("{}", shape.channels)
                    : fmt::format("{}x{}x{}", shape.channels, shape.height, shape.width);
}

std::string to_string(const Extent& extent) {
  return extent.height == extent.width ? fmt::format("{}", extent.height)
                                       : fmt::format("{}x{}", extent.height, extent.width);
}

}  // namespace actsweep
