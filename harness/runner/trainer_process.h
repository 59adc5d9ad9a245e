#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/protocol/line_reader.h"

namespace actsweep {

/// How a trainer is started.
struct TrainerCommand {
  std::filesystem::path program;  ///< without a slash: looked for on the PATH
  std::string device = "cpu";
  int threads = 1;  ///< of each trial
  std::vector<std::filesystem::path> data = {};
  std::string bench = {};  ///< a benchmark to run instead of trials
};

/// The program actsweep-trainer beside this one, or else the one on the PATH.
std::filesystem::path find_trainer();

/// A running trainer with the pipes to it. To be made on the main thread, because the trainer dies with the thread that
/// started it. From then on this process ignores SIGPIPE.
class TrainerProcess {
 public:
  /// Throws InputError when the program cannot be started.
  explicit TrainerProcess(const TrainerCommand& command);
  /// Kills the trainer and, through the kernel, its trials.
  ~TrainerProcess();
  TrainerProcess(const TrainerProcess&) = delete;
  TrainerProcess& operator=(const TrainerProcess&) = delete;

  /// Readable when the trainer says something, and at its end.
  int fd() const { return from_; }
  /// False when the trainer is gone.
  bool send(std::string_view line) { return protocol::write_all(to_, line); }
  /// Hands on every line that is there; false at the trainer's end.
  bool receive(const std::function<void(std::string_view)>& on_line);
  /// Tells the trainer to stop its trials (SIGTERM).
  void stop() const;
  /// Kills the trainer; receive() comes to its end soon after.
  void kill() const;
  /// Ends the trainer if it has not ended, and says how it did, with the last lines that it wrote to standard error.
  std::string end();

 private:
  pid_t pid_ = 0;
  int to_ = -1, from_ = -1;
  bool at_end_ = false;  ///< of what the trainer says
  int log_ = -1;         ///< what the trainer writes to standard error: an anonymous file
  protocol::LineReader reader_{-1};
};

}  // namespace actsweep
