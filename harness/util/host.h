#pragma once

#include <cstddef>
#include <string>

namespace actsweep {

std::string host_name();

/// The name that the processor reports, or "unknown".
std::string cpu_model();

/// The program and the arguments of this process, joined with spaces.
std::string command_line();

/// The width of the terminal behind a file descriptor, in columns; 0 if it is not a terminal or the width is unknown.
std::size_t terminal_columns(int descriptor);

}  // namespace actsweep
