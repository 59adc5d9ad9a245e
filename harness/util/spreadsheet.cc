#include "harness/util/spreadsheet.h"

#include <charconv>
#include <string_view>

namespace actsweep {
namespace {

bool is_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double ignored = 0;
  const char* const end = text.data() + text.size();
  return std::from_chars(text.data(), end, ignored).ptr == end;
}

}  // namespace

std::string spreadsheet_text(std::string text) {
  if (text.empty() || std::string_view("=+-@\t\r").find(text[0]) == std::string_view::npos || is_number(text)) {
    return text;
  }
  return '\'' + text;
}

}  // namespace actsweep
