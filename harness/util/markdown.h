#pragma once

#include <string>
#include <string_view>

namespace actsweep {

/// Escapes a text for a cell of a Markdown table: backslashes precede characters that would end the cell or start
/// emphasis, code, HTML or a link.
std::string markdown_text(std::string_view text);

}  // namespace actsweep
