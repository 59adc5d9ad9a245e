#pragma once

#include <string>
#include <vector>

namespace actsweep {

/// The last lines of a failed trial's log as a terminal may show them, indented; a line in front says how many are left
/// out. Nothing where there is no log.
std::string log_text(const std::vector<std::string>& log);

}  // namespace actsweep
