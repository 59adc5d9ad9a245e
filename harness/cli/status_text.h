#pragma once

#include <string>

#include "harness/store/status.h"

namespace actsweep {

/// What `actsweep status` prints. `with_logs` adds the last lines of the log of each failure; `color` shows failures
/// and dead runs in red (ANSI).
std::string status_text(const Status& status, bool with_logs, bool color);

}  // namespace actsweep
