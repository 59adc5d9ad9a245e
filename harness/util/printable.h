#pragma once

#include <string>
#include <string_view>

namespace actsweep {

/// The length in bytes, 1 to 4, of the UTF-8 character at the start of a text; 0 if the text is empty or starts with
/// invalid UTF-8.
std::size_t utf8_character_length(std::string_view text);

/// Whether a UTF-8 character is a control character: below U+0020, or from U+007F to U+009F.
bool is_control_character(std::string_view character);

/// Escapes control characters and invalid UTF-8 as \x1b and the like, and line feeds and tabs as \n and \t. The result
/// is a single line that cannot control a terminal.
std::string printable(std::string_view text);

/// Replaces each byte of invalid UTF-8 by U+FFFD.
std::string repaired_utf8(std::string_view text);

/// Truncates a text to `max_size` bytes, at a character boundary, and appends "..." if it was longer.
std::string shortened(std::string_view text, std::size_t max_size);

}  // namespace actsweep
