#pragma once

#include <string>

namespace actsweep {

std::string host_name();

}  // namespace actsweep
