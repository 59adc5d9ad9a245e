#include "harness/runner/run_loop.h"

#include <fmt/format.h>

#include <deque>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "harness/runner/remaining_time.h"
#include "harness/util/host.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kHeartbeatInterval = std::chrono::seconds(3);
constexpr auto kHeldPollInterval = std::chrono::seconds(2);
constexpr auto kTimeToStop = std::chrono::seconds(20);  ///< for one step of the slowest network and its checkpoint

class RunLoop {
 public:
  RunLoop(Store& store, LocalExecutor& executor, const CheckpointFolder& checkpoints,
          const std::vector<PendingTrial>& pending, const std::function<TrialDetails(const PendingTrial&)>& details,
          const RunLoopOptions& options, ProgressDisplay& display, const Interrupt& interrupt)
      : store_(store),
        executor_(executor),
        checkpoints_(checkpoints),
        pending_(pending),
        details_(details),
        options_(options),
        display_(display),
        interrupt_(interrupt),
        remaining_time_(std::accumulate(pending.begin(), pending.end(), 0.0,
                                        [](double sum, const PendingTrial& trial) { return sum + trial.cost; })) {}

  RunSummary run() {
    while (!interrupt_.requested() && !is_done()) {
      const bool has_more_to_lease = lease_some();
      if (!is_done()) wait(has_more_to_lease ? 0 : 200, interrupt_.fd());
      send_heartbeat();
      display_.update(state());
    }
    summary_.interrupted = !is_done();
    if (summary_.interrupted) drain();
    summary_.images = remaining_time_.images();
    summary_.seconds = remaining_time_.seconds(Clock::now());
    return std::move(summary_);
  }

 private:
  /// A trial that this run has leased.
  struct ActiveTrial {
    const PendingTrial* pending = nullptr;
    TrialDetails details;
    std::optional<std::int64_t> attempt = {};
    double images_per_epoch = 0;
    int crashes = 0;
    Clock::time_point started_at = {};
  };

  /// A trial that another live run holds. Such a run holds few at once, so that keeping their details costs little.
  struct HeldTrial {
    const PendingTrial* pending = nullptr;
    TrialDetails details;
  };

  bool is_done() const { return next_ == pending_.size() && active_.empty() && held_elsewhere_.empty(); }

  /// Leases as many trials as the executor has room for. Returns true if it stopped early to let events be handled: in
  /// a database shared with other runs, thousands of trials may have been finished since this run began.
  bool lease_some() {
    constexpr int kMaxLeases = 100;
    int leases = 0;
    while (executor_.free_capacity() > 0 && next_ < pending_.size()) {
      if (leases++ == kMaxLeases) return true;
      const PendingTrial& trial = pending_[next_++];
      lease(trial, details_(trial));
    }
    if (executor_.free_capacity() > 0 && !held_elsewhere_.empty() && Clock::now() >= next_poll_) {
      next_poll_ = Clock::now() + kHeldPollInterval;
      for (std::size_t left = held_elsewhere_.size(); left > 0 && executor_.free_capacity() > 0; --left) {
        HeldTrial held = std::move(held_elsewhere_.front());
        held_elsewhere_.pop_front();
        lease(*held.pending, std::move(held.details));
      }
    }
    return false;
  }

  void lease(const PendingTrial& trial, TrialDetails details) {
    switch (store_.lease(trial.id, details.data_sha256, options_.retry)) {
      case LeaseResult::kGranted:
        submit(trial.id, details);
        active_[trial.id] = {.pending = &trial, .details = std::move(details)};
        return;
      case LeaseResult::kFinished:
        ++summary_.reused;
        remaining_time_.skip(trial.cost);
        return;
      case LeaseResult::kFailed:
        summary_.failed_earlier.push_back(
            {trial.id, details.settings, store_.outcomes({trial.id}, details.data_sha256)[trial.id].error});
        remaining_time_.skip(trial.cost);
        return;
      case LeaseResult::kHeld:
        if (held_elsewhere_.empty()) next_poll_ = Clock::now() + kHeldPollInterval;
        held_elsewhere_.push_back({&trial, std::move(details)});
        return;
    }
  }

  void submit(const std::string& id, const TrialDetails& details) {
    executor_.submit({id, details.config, details.data_sha256, checkpoints_.files(id, details.data_sha256)});
  }

  void wait(int timeout_ms, int wake_fd) {
    executor_.wait(timeout_ms, wake_fd, [&](const auto& event, const auto& trainer) { handle(event, trainer); });
  }

  void handle(const protocol::Event& event, const protocol::Ready& trainer) {
    const auto found = active_.find(protocol::trial_of(event));
    if (found == active_.end()) return;
    ActiveTrial& trial = found->second;
    // A trial can fail before it starts: because of its data, or with its trainer.
    if (!trial.attempt) begin(trial, event, trainer);
    std::visit([&](const auto& e) { record(trial, e); }, event);
  }

  void record(ActiveTrial&, const protocol::Ready&) {}
  void record(ActiveTrial&, const protocol::Started&) {}
  void record(ActiveTrial& trial, const protocol::Resumed& e) {
    store_.record_resumption(*trial.attempt, e.steps);
    remaining_time_.resume(e.trial, static_cast<double>(e.images));
  }
  void record(ActiveTrial& trial, const protocol::Note& e) {
    display_.note(fmt::format("{} {} {}", e.trial, trial.details.settings, e.text));
  }
  void record(ActiveTrial&, const protocol::Progress& e) {
    remaining_time_.advance(e.trial, static_cast<double>(e.images));
  }
  void record(ActiveTrial& trial, const protocol::EpochDone& e) {
    store_.record_epoch(*trial.attempt, e.epoch);
    remaining_time_.advance(e.trial, trial.images_per_epoch * e.epoch.epoch);
  }
  void record(ActiveTrial& trial, const protocol::LayerSeen& e) { store_.record_layer(*trial.attempt, e.layer); }
  void record(ActiveTrial& trial, const protocol::Exited& e) { crashed(trial, e.reason); }
  void record(ActiveTrial& trial, const protocol::Ended& e) {
    switch (e.how) {
      case protocol::Ended::How::kDone: return finished(trial, Outcome::kDone, e.reason);
      case protocol::Ended::How::kDiverged: return finished(trial, Outcome::kDiverged, e.reason);
      case protocol::Ended::How::kFailed:
      case protocol::Ended::How::kTimedOut: return failed(trial, e.reason);
      case protocol::Ended::How::kOutOfMemory: return crashed(trial, e.reason);
      case protocol::Ended::How::kStopped: return stopped(trial);
    }
  }

  void begin(ActiveTrial& trial, const protocol::Event& event, const protocol::Ready& trainer) {
    const auto* started = std::get_if<protocol::Started>(&event);
    trial.attempt = store_.begin_attempt(trial.pending->id, {.host = host_name(),
                                                             .pid = started == nullptr ? 0 : started->pid,
                                                             .device = trainer.device,
                                                             .threads = options_.threads,
                                                             .git_commit = trainer.git_commit,
                                                             .git_dirty = trainer.git_dirty,
                                                             .libtorch_version = trainer.libtorch_version,
                                                             .cpu_capability = trainer.cpu_capability,
                                                             .processor = trainer.processor,
                                                             .data_sha256 = trial.details.data_sha256});
    trial.started_at = Clock::now();
    trial.images_per_epoch = trial.details.images / trial.details.config.value("epochs", 1);
    remaining_time_.begin(trial.pending->id, trial.pending->cost, trial.details.images, trial.started_at);
  }

  static UnsuccessfulTrial unsuccessful(const ActiveTrial& trial, const std::string& reason) {
    return {trial.pending->id, trial.details.settings, reason};
  }

  void finished(const ActiveTrial& trial, Outcome outcome, const std::string& reason) {
    const std::string id = trial.pending->id;
    store_.finish_attempt(*trial.attempt, outcome, reason);
    checkpoints_.remove(id, trial.details.data_sha256);
    ++summary_.trained;
    if (outcome == Outcome::kDiverged) summary_.diverged.push_back(unsuccessful(trial, reason));
    const double seconds = std::chrono::duration<double>(Clock::now() - trial.started_at).count();
    const std::string settings = trial.details.settings;
    remaining_time_.end(id, false);
    active_.erase(id);
    display_.finished(fmt::format("{} {} {} {} ({})", position(), id, settings,
                                  outcome == Outcome::kDone ? "done" : "diverged", duration_text(seconds)));
  }

  /// Keeps the checkpoint: a trial that failed for a temporary reason resumes from it with --retry-failed.
  void failed(const ActiveTrial& trial, const std::string& reason) {
    const UnsuccessfulTrial failure = unsuccessful(trial, reason);
    store_.finish_attempt(*trial.attempt, Outcome::kFailed, reason);
    summary_.failed.push_back(failure);
    remaining_time_.end(failure.id, true);
    remaining_time_.skip(trial.pending->cost);
    active_.erase(failure.id);
    display_.note(fmt::format("{} {} {} failed: {}", position(), failure.id, failure.settings, reason));
  }

  /// Keeps the checkpoint, from which the trial resumes.
  void crashed(ActiveTrial& trial, const std::string& reason) {
    if (is_stopping_) return stopped(trial);  // the request to stop came before it could handle it
    if (++trial.crashes > options_.retries) return failed(trial, reason);
    const std::string& id = trial.pending->id;
    store_.abandon_attempt(*trial.attempt, "crashed: " + reason);
    trial.attempt.reset();
    remaining_time_.end(id, true);
    display_.note(fmt::format("{} {} crashed; retrying: {}", id, trial.details.settings, reason));
    submit(id, trial.details);
  }

  void stopped(const ActiveTrial& trial) {
    store_.finish_attempt(*trial.attempt, Outcome::kInterrupted, "interrupted by the user");
    active_.erase(trial.pending->id);
  }

  /// "[12/18]"
  std::string position() const { return fmt::format("[{}/{}]", done(), options_.finished + pending_.size()); }

  std::size_t done() const { return options_.finished + next_ - active_.size() - held_elsewhere_.size(); }

  ProgressState state() const {
    const auto now = Clock::now();
    return {.done = done(),
            .total = options_.finished + pending_.size(),
            .failed = summary_.failed.size() + summary_.failed_earlier.size(),
            .running = executor_.active_count(),
            .fraction = remaining_time_.fraction(),
            .images_per_second = remaining_time_.images_per_second(now),
            .eta_seconds = remaining_time_.eta_seconds(now)};
  }

  void send_heartbeat() {
    if (Clock::now() < next_heartbeat_) return;
    next_heartbeat_ = Clock::now() + kHeartbeatInterval;
    store_.heartbeat();
  }

  void drain() {
    is_stopping_ = true;
    executor_.stop();
    for (const auto end = Clock::now() + kTimeToStop; executor_.active_count() > 0 && Clock::now() < end;) {
      wait(200, -1);
      send_heartbeat();
    }
    executor_.kill();
    for (const auto& [id, trial] : active_) {
      trial.attempt ? store_.finish_attempt(*trial.attempt, Outcome::kInterrupted, "interrupted by the user")
                    : store_.release(id);
    }
  }

  Store& store_;
  LocalExecutor& executor_;
  const CheckpointFolder& checkpoints_;
  const std::vector<PendingTrial>& pending_;
  const std::function<TrialDetails(const PendingTrial&)>& details_;
  const RunLoopOptions& options_;
  ProgressDisplay& display_;
  const Interrupt& interrupt_;
  RemainingTimeEstimator remaining_time_;
  std::size_t next_ = 0;  ///< index of the first trial that was not leased yet
  std::unordered_map<std::string, ActiveTrial> active_;
  std::deque<HeldTrial> held_elsewhere_;
  bool is_stopping_ = false;
  Clock::time_point next_heartbeat_ = {}, next_poll_ = {};
  RunSummary summary_;
};

}  // namespace

RunSummary train_pending(Store& store, LocalExecutor& executor, const CheckpointFolder& checkpoints,
                         const std::vector<PendingTrial>& pending,
                         const std::function<TrialDetails(const PendingTrial&)>& details, const RunLoopOptions& options,
                         ProgressDisplay& display, const Interrupt& interrupt) {
  return RunLoop(store, executor, checkpoints, pending, details, options, display, interrupt).run();
}

}  // namespace actsweep
