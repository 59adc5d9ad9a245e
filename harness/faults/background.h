#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "harness/util/process.h"

namespace actsweep::faults {

/// A program that runs in the background, in its own process group.
class Background {
 public:
  explicit Background(const std::vector<std::string>& command);
  /// Kills the remaining processes of the group.
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  pid_t pid() const { return pid_; }
  bool is_running();
  void signal(int number) const;
  void signal_all(int number) const;
  /// Waits for the program; returns its exit status, standard output and standard error.
  ProcessResult wait();

 private:
  pid_t pid_ = 0;
  int log_ = -1;  ///< an anonymous file
  int status_ = -1;
};

/// The running child processes of a process.
std::vector<pid_t> children_of(pid_t process);

}  // namespace actsweep::faults
