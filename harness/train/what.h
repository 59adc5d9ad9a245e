#pragma once

#include <c10/util/Exception.h>

#include <string>

namespace actsweep {

/// What went wrong, in a line or two: an error of LibTorch brings its stack along, which tells users nothing.
inline std::string what(const std::exception& error) {
  const auto* of_libtorch = dynamic_cast<const c10::Error*>(&error);
  return of_libtorch != nullptr ? of_libtorch->what_without_backtrace() : error.what();
}

}  // namespace actsweep
