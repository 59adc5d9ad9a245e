#pragma once

#include <cstddef>

namespace actsweep {

/// Columns of the terminal that a file descriptor is; 0 where it is none, or does not say.
std::size_t terminal_columns(int descriptor);

}  // namespace actsweep
