#include "harness/util/table_cell.h"

#include <cctype>
#include <charconv>

namespace actsweep {
namespace {

bool is_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double ignored = 0;
  const char* const end = text.data() + text.size();
  return std::from_chars(text.data(), end, ignored).ptr == end;
}

}  // namespace

std::string markdown_text(std::string_view text) {
  constexpr std::string_view kMarkup = "|`<[*";
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : '|';
    const bool escapes = text[i] == '\\' && std::ispunct(next) != 0;
    if (escapes || kMarkup.find(text[i]) != std::string_view::npos) escaped += '\\';
    escaped += text[i];
  }
  return escaped;
}

std::string spreadsheet_text(std::string text) {
  if (text.empty() || std::string_view("=+-@\t\r").find(text[0]) == std::string_view::npos || is_number(text)) {
    return text;
  }
  return '\'' + text;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string cell = "\"";
  for (const char c : text) cell.append(c == '"' ? 2 : 1, c);
  return cell + '"';
}

}  // namespace actsweep
