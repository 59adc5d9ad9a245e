#pragma once

#include <string>
#include <string_view>

namespace actsweep {

/// A name as SQL has it between double quotes, with those inside it doubled: safe for any name without a zero byte.
std::string quote_identifier(std::string_view name);

}  // namespace actsweep
