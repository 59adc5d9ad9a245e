#pragma once

#include <string>
#include <vector>

namespace actsweep {

/// The error of an attempt, taken apart: it is recorded as one text, the reason with the end of the log behind it.
struct Failure {
  std::string reason;            ///< one line, such as "killed by signal 11 (Segmentation fault)"
  std::vector<std::string> log;  ///< the lines that its process wrote last, or those of a long message; may be none
};

Failure take_apart(const std::string& error);

}  // namespace actsweep
