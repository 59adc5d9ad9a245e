#pragma once

#include <string>
#include <vector>

namespace actsweep {

/// The error of an attempt in two parts. It is recorded as one text: the reason, and the end of the log behind it.
struct Failure {
  std::string reason;            ///< one line, such as "killed by signal 11 (Segmentation fault)"
  std::vector<std::string> log;  ///< the last lines of the process, or the rest of a long message; may be empty
};

/// Splits a recorded error.
Failure split_failure(const std::string& error);

}  // namespace actsweep
