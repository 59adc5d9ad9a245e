#pragma once

#include <string>
#include <string_view>

namespace actsweep {

/// Escapes a text for a cell of a Markdown table: backslashes precede characters that would end the cell or start
/// emphasis, code, HTML or a link.
std::string markdown_text(std::string_view text);

/// Protects a cell of a CSV file against formula injection: a text that a spreadsheet would evaluate, because it starts
/// with =, +, -, @, a tab or a carriage return and is not a number, gets a leading '.
std::string spreadsheet_text(std::string text);

/// A cell of a CSV file (RFC 4180), in quotes if the text needs them.
std::string csv_cell(const std::string& text);

}  // namespace actsweep
