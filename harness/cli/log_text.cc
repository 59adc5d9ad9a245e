#include "harness/cli/log_text.h"

#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {

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
