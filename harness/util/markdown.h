#pragma once

#include <string>
#include <string_view>

namespace actsweep {

/// A text as it can stand in a cell of a Markdown table: with backslashes before what would end the cell, or begin bold
/// letters, code, HTML or a link.
std::string markdown_text(std::string_view text);

}  // namespace actsweep
