#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/protocol/line_reader.h"

namespace actsweep {

/// How to start a trainer.
struct TrainerCommand {
  std::filesystem::path program;  ///< searched on the PATH if it has no slash
  std::string device = "cpu";
  int threads = 1;  ///< per trial
  std::vector<std::filesystem::path> data = {};
  std::string bench = {};  ///< the benchmark to run instead of trials
};

/// The program actsweep-trainer in the folder of this program, or else on the PATH.
std::filesystem::path find_trainer();

/// A running trainer and the pipes to it. Must be created on the main thread, because the trainer dies with the thread
/// that started it. Makes this process ignore SIGPIPE.
class TrainerProcess {
 public:
  /// Throws InputError if the program cannot be started.
  explicit TrainerProcess(const TrainerCommand& command);
  /// Kills the trainer and, through the kernel, its trials.
  ~TrainerProcess();
  TrainerProcess(const TrainerProcess&) = delete;
  TrainerProcess& operator=(const TrainerProcess&) = delete;

  /// Becomes readable when the trainer writes an event or ends.
  int fd() const { return from_; }
  /// Returns false if the trainer is gone.
  bool send(std::string_view line) { return protocol::write_all(to_, line); }
  /// Passes on all available lines. Returns false at the end of the trainer.
  bool receive(const std::function<void(std::string_view)>& on_line);
  /// Tells the trainer to stop its trials (SIGTERM).
  void stop() const;
  /// Kills the trainer; receive() returns false soon after.
  void kill() const;
  /// Ends the trainer if it is still running. Returns how it ended, with the last lines of its standard error.
  std::string end();

 private:
  pid_t pid_ = 0;
  int to_ = -1, from_ = -1;
  bool at_end_ = false;  ///< of the output of the trainer
  int log_ = -1;         ///< an anonymous file with the standard error of the trainer
  protocol::LineReader reader_{-1};
};

}  // namespace actsweep
