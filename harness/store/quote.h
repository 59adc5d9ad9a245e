#pragma once

#include <string>
#include <string_view>

namespace actsweep {

/// A name as SQL has it between double quotes, with those inside it doubled: safe for any name without a zero byte.
std::string quote_identifier(std::string_view name);

/// An SQL literal of a text, up to its first zero byte, which would end the statement.
std::string quote_text(std::string_view text);

}  // namespace actsweep
