#pragma once

#include <string>

#include "harness/store/status.h"

namespace actsweep {

/// What `actsweep status` prints. With `color`, what failed or died is red (ANSI).
std::string status_text(const Status& status, bool color);

/// "42 s", "3 min 05 s", "2 h 10 min", "4 d 03 h".
std::string duration_text(double seconds);

}  // namespace actsweep
