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

/// How a process ended, from the status of waitpid(2): "killed by signal 9 (Killed)", "exited with status 3".
std::string exit_text(int status);

/// The last 1,000 bytes of a file, without newlines at its end.
std::string tail_of(int descriptor);

}  // namespace actsweep
