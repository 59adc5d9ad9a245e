#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "harness/util/process.h"

namespace actsweep::faults {

/// A program that runs beside the test, in a process group of its own.
class Background {
 public:
  explicit Background(const std::vector<std::string>& command);
  /// Kills what is left of the group.
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  pid_t pid() const { return pid_; }
  bool is_running();
  void signal(int number) const;
  void signal_all(int number) const;
  /// Waits for its end, and gives what it wrote until then to standard output and standard error.
  ProcessResult wait();

 private:
  pid_t pid_ = 0;
  int log_ = -1;  ///< an anonymous file
  int status_ = -1;
};

/// The processes that it has started and that have not ended.
std::vector<pid_t> children_of(pid_t process);

}  // namespace actsweep::faults
