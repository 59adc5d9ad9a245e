#include "harness/util/printable.h"

#include <fmt/format.h>

namespace actsweep {
namespace {

bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
}

}  // namespace

std::size_t utf8_character_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;  // a continuation byte, an overlong encoding of ASCII, or beyond U+10FFFF
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text, i)) return 0;
  }
  const auto second = static_cast<unsigned char>(text[1]);
  const bool is_overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool is_surrogate = first == 0xed && second > 0x9f;
  const bool is_too_large = first == 0xf4 && second > 0x8f;
  return is_overlong || is_surrogate || is_too_large ? 0 : length;
}

bool is_control_character(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (first < 0x20 || first == 0x7f) return true;
  return first == 0xc2 && character.size() > 1 && static_cast<unsigned char>(character[1]) < 0xa0;
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = utf8_character_length(text);
    const std::string_view character = text.substr(0, length == 0 ? 1 : length);
    if (character == "\n") {
      result += "\\n";
    } else if (character == "\t") {
      result += "\\t";
    } else if (length == 0 || is_control_character(character)) {
      // The last byte of a two-byte control character is its code point.
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(character.back()));
    } else {
      result += character;
    }
    text.remove_prefix(character.size());
  }
  return result;
}

std::string repaired_utf8(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = utf8_character_length(text);
    const std::string_view character = text.substr(0, length == 0 ? 1 : length);
    result += length == 0 ? "\uFFFD" : character;
    text.remove_prefix(character.size());
  }
  return result;
}

std::string shortened(std::string_view text, std::size_t max_size) {
  if (text.size() <= max_size) return std::string(text);
  std::size_t end = max_size;
  for (int i = 0; i < 3 && end > 0 && is_continuation(text, end); ++i) --end;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace actsweep
