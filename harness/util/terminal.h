#pragma once

#include <cstddef>

namespace actsweep {

/// The width of the terminal behind a file descriptor, in columns; 0 if it is not a terminal or the width is unknown.
std::size_t terminal_columns(int descriptor);

}  // namespace actsweep
