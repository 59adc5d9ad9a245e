#pragma once

#include <string>
#include <vector>

namespace actsweep {

struct ProcessResult {
  int exit_status = 0;  ///< 128 + signal, as in a shell, if a signal ended the program
  std::string output;   ///< standard output and standard error, if captured
};

/// Runs a program from the PATH, without a shell, and waits for it. Its output is returned if `capture` is set, and
/// goes to our own output otherwise. Throws InputError if the program cannot be started.
ProcessResult run_process(const std::vector<std::string>& command, bool capture = true);

}  // namespace actsweep
