#pragma once

#include <string>

#include "harness/store/status.h"

namespace actsweep {

/// What `actsweep status` prints: with `with_logs`, the last lines of its log below each failure; with `color`, failures
/// and dead runs in red (ANSI).
std::string status_text(const Status& status, bool with_logs, bool color);

}  // namespace actsweep
