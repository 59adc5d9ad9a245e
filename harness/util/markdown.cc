#include "harness/util/markdown.h"

#include <cctype>

namespace actsweep {

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

}  // namespace actsweep
