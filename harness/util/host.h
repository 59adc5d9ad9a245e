#pragma once

#include <string>

namespace actsweep {

std::string host_name();

/// The model name in /proc/cpuinfo, or "unknown".
std::string cpu_model();

}  // namespace actsweep
