#pragma once

#include <string>
#include <string_view>

namespace actsweep {

/// Bytes of the UTF-8 character that begins a text, 1 to 4; 0 where the text is empty or begins with none.
std::size_t utf8_character_length(std::string_view text);

/// Whether a UTF-8 character is a control character: below U+0020, or from U+007F to U+009F.
bool is_control_character(std::string_view character);

/// The text with its control characters, and bytes that are no UTF-8, as escapes such as \x1b; line feeds and tabs as
/// \n and \t. It is one line, and cannot steer a terminal.
std::string printable(std::string_view text);

/// The text with U+FFFD in place of each byte that is no UTF-8.
std::string repaired_utf8(std::string_view text);

/// The text's first `most` bytes, whole characters of it, and "..." where it is longer.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace actsweep
