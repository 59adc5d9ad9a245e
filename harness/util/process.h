#pragma once

#include <string>
#include <vector>

namespace actsweep {

struct ProcessResult {
  int exit_status = 0;  ///< 128 + signal, as a shell has it, for a program that a signal ended
  std::string output;   ///< what it wrote to standard output and standard error, when captured
};

/// Runs a program, found on the PATH, without a shell, and waits for its end. With `capture` its output comes back in
/// the result, otherwise it goes where ours goes. Throws InputError when the program cannot be started.
ProcessResult run_process(const std::vector<std::string>& command, bool capture = true);

}  // namespace actsweep
