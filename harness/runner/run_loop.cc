#include "harness/runner/run_loop.h"

#include <fmt/format.h>

#include <deque>
#include <optional>
#include <unordered_map>

#include "harness/runner/remaining_time.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using Clock = std::chrono::steady_clock;
using PoolEvent = LocalExecutor::Event;
using Kind = PoolEvent::Kind;

constexpr auto kHeartbeat = std::chrono::seconds(3);
constexpr auto kElsewherePollInterval = std::chrono::seconds(2);
constexpr auto kTimeToStop = std::chrono::seconds(20);  ///< for a step of the slowest network, and its checkpoint

double total_cost(const std::vector<Job>& jobs) {
  double cost = 0;
  for (const Job& job : jobs) cost += job.cost;
  return cost;
}

class RunLoop {
 public:
  RunLoop(Store& store, LocalExecutor& executor, const CheckpointFolder& checkpoints, const std::vector<Job>& jobs,
          const std::function<JobDetails(const Job&)>& details, const RunLoopOptions& options, ProgressDisplay& display,
          const Interrupt& interrupt)
      : store_(store),
        executor_(executor),
        checkpoints_(checkpoints),
        jobs_(jobs),
        details_(details),
        options_(options),
        display_(display),
        interrupt_(interrupt),
        remaining_time_(total_cost(jobs)) {}

  RunSummary run() {
    while (!interrupt_.requested() && !is_through()) {
      const bool more_to_claim = claim_some();
      if (!is_through())
        executor_.wait(more_to_claim ? 0 : 200, interrupt_.fd(), [&](const PoolEvent& e) { handle(e); });
      beat();
      display_.update(state());
    }
    summary_.interrupted = !is_through();
    if (summary_.interrupted) drain();
    summary_.images = remaining_time_.images();
    summary_.seconds = remaining_time_.seconds(Clock::now());
    return std::move(summary_);
  }

 private:
  /// A trial that this run has claimed.
  struct ActiveTrial {
    const Job* job = nullptr;
    JobDetails details;
    std::optional<std::int64_t> attempt = {};
    double images_an_epoch = 0;
    int crashes = 0;
    Clock::time_point begin = {};
  };

  bool is_through() const { return next_ == jobs_.size() && active_.empty() && elsewhere_.empty(); }

  /// Fills the free slots. Returns whether it stopped before they were full, for events to be heard in between: a
  /// database shared with other runs can hold thousands of trials that are done meanwhile.
  bool claim_some() {
    constexpr int kMaxClaims = 100;
    int claims = 0;
    while (executor_.free_slots() > 0 && next_ < jobs_.size()) {
      if (claims++ == kMaxClaims) return true;
      claim(jobs_[next_++]);
    }
    if (executor_.free_slots() > 0 && !elsewhere_.empty() && Clock::now() >= next_look_) {
      next_look_ = Clock::now() + kElsewherePollInterval;
      std::deque<const Job*> again;
      again.swap(elsewhere_);
      for (const Job* job : again) executor_.free_slots() > 0 ? claim(*job) : elsewhere_.push_back(job);
    }
    return false;
  }

  void claim(const Job& job) {
    JobDetails details = details_(job);
    switch (store_.lease(job.id, details.data_sha256, options_.retry)) {
      case LeaseResult::kGranted:
        submit(job.id, details);
        active_[job.id] = {.job = &job, .details = std::move(details)};
        return;
      case LeaseResult::kFinished:
        ++summary_.elsewhere;
        remaining_time_.skip(job.cost);
        return;
      case LeaseResult::kFailed:
        summary_.failed_earlier.push_back(
            {job.id, details.settings, store_.outcomes({job.id}, details.data_sha256)[job.id].error});
        remaining_time_.skip(job.cost);
        return;
      case LeaseResult::kElsewhere:
        if (elsewhere_.empty()) next_look_ = Clock::now() + kElsewherePollInterval;
        elsewhere_.push_back(&job);
        return;
    }
  }

  void submit(const std::string& id, const JobDetails& details) {
    executor_.submit({id, details.config, details.data_sha256, checkpoints_.files(id, details.data_sha256)});
  }

  void handle(const PoolEvent& event) {
    const auto found = active_.find(event.trial);
    if (found == active_.end()) return;
    ActiveTrial& trial = found->second;
    // A trial can fail before it starts: for its data, or with its trainer.
    if (!trial.attempt) begin(trial, event);
    switch (event.kind) {
      case Kind::kStarted: return;
      case Kind::kResumed:
        store_.record_resumption(*trial.attempt, event.steps);
        return remaining_time_.resume(event.trial, static_cast<double>(event.images));
      case Kind::kNote:
        return display_.note(fmt::format("{} {} {}", event.trial, trial.details.settings, event.reason));
      case Kind::kProgress: return remaining_time_.advance(event.trial, static_cast<double>(event.images));
      case Kind::kEpoch:
        store_.record_epoch(*trial.attempt, event.epoch);
        return remaining_time_.advance(event.trial, trial.images_an_epoch * event.epoch.epoch);
      case Kind::kLayer: return store_.record_layer(*trial.attempt, event.layer);
      case Kind::kDone: return finished(trial, event, Outcome::kDone);
      case Kind::kDiverged: return finished(trial, event, Outcome::kDiverged);
      case Kind::kFailed: return failed(trial, event);
      case Kind::kCrashed: return crashed(trial, event);
      case Kind::kTimedOut: return failed(trial, event);
      case Kind::kStopped: return stopped(trial);
    }
  }

  void begin(ActiveTrial& trial, const PoolEvent& event) {
    AttemptInfo info = options_.attempt;
    info.pid = event.pid;
    info.device = event.trainer.device;
    info.libtorch_version = event.trainer.libtorch_version;
    info.cpu_capability = event.trainer.cpu_capability;
    info.processor = event.trainer.processor;
    info.git_commit = event.trainer.git_commit;
    info.git_dirty = event.trainer.git_dirty;
    info.data_sha256 = trial.details.data_sha256;
    trial.attempt = store_.begin_attempt(trial.job->id, info);
    trial.begin = Clock::now();
    trial.images_an_epoch = trial.details.images / trial.details.config.value("epochs", 1);
    remaining_time_.begin(trial.job->id, trial.job->cost, trial.details.images, trial.begin);
  }

  TroubledJob troubled(const ActiveTrial& trial, const PoolEvent& event) const {
    return {trial.job->id, trial.details.settings, event.reason};
  }

  void finished(ActiveTrial& trial, const PoolEvent& event, Outcome outcome) {
    const TroubledJob job = troubled(trial, event);
    store_.finish_attempt(*trial.attempt, outcome, event.reason);
    checkpoints_.remove(job.id, trial.details.data_sha256);
    ++summary_.trained;
    if (outcome == Outcome::kDiverged) summary_.diverged.push_back(job);
    const double seconds = std::chrono::duration<double>(Clock::now() - trial.begin).count();
    remaining_time_.end(job.id, false);
    active_.erase(job.id);
    display_.finished(fmt::format("{} {} {} {} ({})", settled(), job.id, job.settings,
                                  outcome == Outcome::kDone ? "done" : "diverged", duration_text(seconds)));
  }

  /// A checkpoint stays: what failed for a reason that passes goes on from there when it is asked for.
  void failed(const ActiveTrial& trial, const PoolEvent& event) {
    const TroubledJob job = troubled(trial, event);
    store_.finish_attempt(*trial.attempt, Outcome::kFailed, event.reason);
    summary_.failed.push_back(job);
    remaining_time_.end(job.id, true);
    remaining_time_.skip(trial.job->cost);
    active_.erase(job.id);
    display_.note(fmt::format("{} {} {} failed: {}", settled(), job.id, job.settings, job.reason));
  }

  /// What it has of a checkpoint stays: it is trained again from there, now or when that is asked for.
  void crashed(ActiveTrial& trial, const PoolEvent& event) {
    if (is_stopping_) return stopped(trial);  // it was told to before it could listen
    const TroubledJob job = troubled(trial, event);
    if (++trial.crashes > options_.retries) return failed(trial, event);
    store_.abandon_attempt(*trial.attempt, "crashed: " + event.reason);
    trial.attempt.reset();
    remaining_time_.end(job.id, true);
    display_.note(fmt::format("{} {} crashed and is trained again: {}", job.id, job.settings, job.reason));
    submit(job.id, trial.details);
  }

  void stopped(ActiveTrial& trial) {
    store_.finish_attempt(*trial.attempt, Outcome::kInterrupted, "interrupted by the user");
    active_.erase(trial.job->id);
  }

  /// "[12/18]"
  std::string settled() const { return fmt::format("[{}/{}]", done(), options_.finished + jobs_.size()); }

  std::size_t done() const { return options_.finished + next_ - active_.size() - elsewhere_.size(); }

  ProgressState state() const {
    const auto now = Clock::now();
    return {.done = done(),
            .total = options_.finished + jobs_.size(),
            .failed = summary_.failed.size() + summary_.failed_earlier.size(),
            .running = executor_.active_count(),
            .fraction = remaining_time_.fraction(),
            .images_per_second = remaining_time_.images_per_second(now),
            .eta_seconds = remaining_time_.eta_seconds(now)};
  }

  void beat() {
    if (Clock::now() < next_beat_) return;
    next_beat_ = Clock::now() + kHeartbeat;
    store_.heartbeat();
  }

  void drain() {
    is_stopping_ = true;
    executor_.stop();
    for (const auto end = Clock::now() + kTimeToStop; executor_.active_count() > 0 && Clock::now() < end; beat()) {
      executor_.wait(200, -1, [&](const PoolEvent& e) { handle(e); });
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
  const std::vector<Job>& jobs_;
  const std::function<JobDetails(const Job&)>& details_;
  const RunLoopOptions& options_;
  ProgressDisplay& display_;
  const Interrupt& interrupt_;
  RemainingTimeEstimator remaining_time_;
  std::size_t next_ = 0;  ///< of the jobs: the first that was not yet claimed
  std::unordered_map<std::string, ActiveTrial> active_;
  std::deque<const Job*> elsewhere_;
  bool is_stopping_ = false;
  Clock::time_point next_beat_ = {}, next_look_ = {};
  RunSummary summary_;
};

}  // namespace

RunSummary run_jobs(Store& store, LocalExecutor& executor, const CheckpointFolder& checkpoints,
                    const std::vector<Job>& jobs, const std::function<JobDetails(const Job&)>& details,
                    const RunLoopOptions& options, ProgressDisplay& display, const Interrupt& interrupt) {
  return RunLoop(store, executor, checkpoints, jobs, details, options, display, interrupt).run();
}

}  // namespace actsweep
