#pragma once

#include <string>

#include "harness/store/status.h"

namespace actsweep {

/// What `actsweep status` prints. With `with_logs`, below each failure stand the last lines of its log. With `color`,
/// what failed or died is red (ANSI).
std::string status_text(const Status& status, bool with_logs, bool color);

}  // namespace actsweep
