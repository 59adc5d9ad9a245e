#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/protocol/message.h"
#include "harness/runner/trainer_process.h"

namespace actsweep {

/// The trainers of a run and the trials on them. On the CPU one trainer forks a process a trial; on GPUs there is one
/// trainer a slot, and slots go round the devices. Trainers are started with the first trial, and again when they die.
/// Used by one thread, the main one.
class LocalExecutor {
 public:
  struct Options {
    std::filesystem::path trainer;
    std::vector<std::string> devices{"cpu"};
    int jobs = 1;     ///< trials at once, over all devices
    int threads = 1;  ///< of each trial
    std::vector<std::filesystem::path> data = {};
    double heartbeat_timeout =
        0;               ///< seconds without any sign of life after which a trial is killed, as crashed; 0: never
    double timeout = 0;  ///< seconds after which a trial is killed; 0: never
  };

  /// What became of a trial. Every trial that was submitted comes to one of the last six.
  struct Event {
    enum class Kind {
      kStarted,
      kResumed,
      kNote,
      kProgress,
      kEpoch,
      kLayer,
      kDone,
      kDiverged,
      kFailed,   ///< of itself: it would again
      kCrashed,  ///< its process died, hung, or had too little memory
      kTimedOut,
      kStopped  ///< after stop()
    };
    Kind kind = Kind::kStarted;
    std::string trial;
    protocol::Ready trainer;          ///< on which it runs
    std::int64_t pid = 0;             ///< of kStarted
    std::int64_t steps = 0;           ///< of kResumed
    std::int64_t images = 0;          ///< of kProgress and kResumed
    Epoch epoch = {};                 ///< of kEpoch
    LayerEpoch layer = LayerEpoch();  ///< of kLayer
    std::string reason = {};          ///< of an end; the text of kNote
  };
  using Handler = std::function<void(const Event&)>;

  /// `warn` hears of what is odd about a trainer and harms nothing.
  LocalExecutor(Options options, std::function<void(const std::string&)> warn);
  ~LocalExecutor();

  /// Trials that can be submitted now.
  int free_slots() const { return options_.jobs - active_count(); }
  /// Trials submitted whose end has not been told.
  int active_count() const;
  /// Trains a trial as soon as a trainer is up.
  void submit(protocol::Request request);
  /// Waits until a trainer has something to say, `wake_fd` (-1: none) is readable or the time is over, and hands on
  /// what there is. The handler may submit. Throws InputError, with what the trainer wrote to standard error, when a
  /// trainer ended three times in a row before it was ready.
  void wait(int timeout_ms, int wake_fd, const Handler& handler);
  /// Tells the trials to write a checkpoint and end; those that no trainer has yet are forgotten. To be followed by
  /// wait() until all have, or have been given time enough.
  void stop();
  /// Kills every trainer; the trials in hand are forgotten.
  void kill();

 private:
  using Clock = std::chrono::steady_clock;
  struct Running;
  struct Worker;

  void assign();
  bool start(Worker& worker);
  void receive(Worker& worker, const Handler& handler);
  void handle(Worker& worker, std::string_view line, const Handler& handler);
  void on_exit(Worker& worker, const Handler& handler);
  void enforce_limits();
  void kill_trial(Worker& worker, Running& trial, Event::Kind kind, std::string reason);

  Options options_;
  std::function<void(const std::string&)> warn_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::deque<protocol::Request> waiting_;
  bool stopping_ = false;
  Clock::time_point awake_at_ = Clock::now();  ///< when this process last looked
};

}  // namespace actsweep
