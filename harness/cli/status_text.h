#pragma once

#include <string>

#include "harness/store/status.h"

namespace actsweep {

/// What `actsweep status` prints. With `color`, what failed or died is red (ANSI).
std::string status_text(const Status& status, bool color);

}  // namespace actsweep
