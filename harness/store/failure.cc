#include "harness/store/failure.h"

#include <regex>
#include <sstream>

namespace actsweep {
namespace {

bool is_blank(const std::string& line) { return line.find_first_not_of(" \t\r") == std::string::npos; }

/// The lines without the blank ones at either end.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!lines.empty() || !is_blank(line)) lines.push_back(line);
  }
  while (!lines.empty() && is_blank(lines.back())) lines.pop_back();
  return lines;
}

}  // namespace

Failure split_failure(const std::string& error) {
  // The end of the process, then its log: "killed by signal 6 (Aborted): terminate called ...".
  static const std::regex end_and_log(R"((killed by signal \d+ \([^:\n]*\)|exited with status \d+): )");
  constexpr std::size_t kMaxDistance = 300;  // std::regex recurses for each letter, and a log may be one long line
  const std::string first_line = error.substr(0, error.find('\n'));
  const std::string beginning = first_line.substr(0, kMaxDistance);
  std::smatch match;
  if (std::regex_search(beginning, match, end_and_log)) {
    const auto reason_size = static_cast<std::size_t>(match.position(0) + match.length(1));
    return {error.substr(0, reason_size), lines_of(error.substr(reason_size + 2))};
  }
  return {first_line, lines_of(error.substr(first_line.size()))};
}

}  // namespace actsweep
