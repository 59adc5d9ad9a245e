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

/// How a process ended, from the status of waitpid(2): "killed by signal 9 (Killed)", "exited with status 3".
std::string exit_text(int status);

/// The last 1,000 bytes of a file, without newlines at its end.
std::string tail_of(int descriptor);

}  // namespace actsweep
