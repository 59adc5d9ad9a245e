#pragma once

#include <string>

namespace actsweep {

std::string host_name();

/// The name that the processor reports, or "unknown".
std::string cpu_model();

/// The program and the arguments of this process, joined with spaces.
std::string command_line();

}  // namespace actsweep
