#pragma once

#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "harness/protocol/message.h"
#include "harness/runner/trainer_process.h"

namespace actsweep {

/// Runs trials in trainer processes on this machine. On the CPU one trainer forks a process for each trial. On GPUs
/// there are as many trainers as trials at once, spread over the devices round-robin. Starts trainers with the first
/// trial, and again when they die. Must be used by the main thread only.
class LocalExecutor {
 public:
  struct Options {
    std::filesystem::path trainer;
    std::vector<std::string> devices{"cpu"};
    int jobs = 1;     ///< trials at once, over all devices
    int threads = 1;  ///< per trial
    std::vector<std::filesystem::path> data = {};
    double heartbeat_timeout = 0;  ///< seconds without a message before a trial is killed as crashed; 0: never
    double timeout = 0;            ///< seconds before a trial is killed as timed out; 0: never
  };

  /// Receives every event of a trial, except Ready, and the trainer that runs it. Every submitted trial ends with an
  /// Ended or an Exited.
  using Handler = std::function<void(const protocol::Event& event, const protocol::Ready& trainer)>;

  /// `warn` receives remarks about trainers that affect no result.
  LocalExecutor(Options options, std::function<void(const std::string&)> warn);
  ~LocalExecutor();

  /// How many trials can be submitted now.
  int free_capacity() const { return options_.jobs - active_count(); }
  /// How many submitted trials have not ended.
  int active_count() const;
  /// Trains a trial as soon as a trainer is ready.
  void submit(protocol::Request request);
  /// Waits for an event, for `wake_fd` (-1: none) to become readable or for the timeout, and handles all pending
  /// events. The handler may submit trials. Throws InputError, with the trainer's standard error, if a trainer ended
  /// three times in a row before it was ready.
  void wait(int timeout_ms, int wake_fd, const Handler& handler);
  /// Tells all trials to write a checkpoint and stop, and drops those that no trainer has yet. Call wait() afterwards
  /// until they have stopped, or for as long as they may take.
  void stop();
  /// Kills every trainer and drops all trials.
  void kill();

 private:
  using Clock = std::chrono::steady_clock;
  struct Running;
  struct Worker;

  void assign();
  void handle(Worker& worker, std::string_view line, const Handler& handler);
  void on_exit(Worker& worker, const Handler& handler);
  void enforce_limits();
  void kill_trial(Worker& worker, Running& trial, protocol::Event end);

  Options options_;
  std::function<void(const std::string&)> warn_;
  std::vector<Worker> workers_;
  std::deque<protocol::Request> waiting_;
  bool stopping_ = false;
  Clock::time_point awake_at_ = Clock::now();  ///< the last time that this process checked the limits
};

}  // namespace actsweep
