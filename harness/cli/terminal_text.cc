#include "harness/cli/terminal_text.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <sstream>

#include "harness/util/host.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {

TextStyle output_style() {
  const char* no_color = std::getenv("NO_COLOR");
  return {terminal_columns(STDOUT_FILENO), isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0')};
}

std::string red(const std::string& text, bool color) { return color ? "\x1b[31m" + text + "\x1b[0m" : text; }

std::string table_text(const std::vector<std::string>& columns, const std::vector<std::vector<nlohmann::json>>& rows,
                       std::size_t width) {
  std::ostringstream out;
  const auto writer = make_row_writer("table", out, true, width);
  writer->columns(columns);
  for (const auto& row : rows) writer->row(row);
  writer->finish();
  return out.str();
}

std::unique_ptr<RowWriter> list_writer(bool as_json) {
  const std::size_t width = terminal_columns(STDOUT_FILENO);
  return make_row_writer(as_json ? "json" : "table", std::cout, width > 0, width);
}

std::string log_text(const std::vector<std::string>& log) {
  constexpr std::size_t kMaxLines = 10;
  constexpr const char* kIndent = "    | ";
  const std::size_t first = log.size() > kMaxLines ? log.size() - kMaxLines : 0;
  std::string text;
  if (first > 0) text += kIndent + ("(" + counted(first, "line")) + " before)\n";
  for (std::size_t i = first; i < log.size(); ++i) text += kIndent + printable(log[i]) + "\n";
  return text;
}

}  // namespace actsweep
