#pragma once

#include <string>

namespace actsweep {

std::string host_name();

/// As the processor calls itself, or "unknown".
std::string cpu_model();

}  // namespace actsweep
