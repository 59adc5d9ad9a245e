#pragma once

#include <cstdint>
#include <string>

namespace actsweep {

/// "60,000": a count as messages and tables show it, whatever the locale.
std::string grouped(std::uint64_t number);

}  // namespace actsweep
