#include "harness/store/quote.h"

namespace actsweep {

std::string quote_identifier(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string quote_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text.substr(0, text.find('\0'))) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + '\'';
}

}  // namespace actsweep
