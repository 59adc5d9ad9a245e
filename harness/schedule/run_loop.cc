#include "harness/schedule/run_loop.h"

#include <fmt/format.h>

#include <deque>
#include <optional>
#include <unordered_map>

#include "harness/schedule/speedometer.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using Clock = std::chrono::steady_clock;
using PoolEvent = WorkerPool::Event;
using Kind = PoolEvent::Kind;

constexpr auto kHeartbeat = std::chrono::seconds(3);
constexpr auto kLookElsewhere = std::chrono::seconds(2);
constexpr auto kTimeToStop = std::chrono::seconds(20);  ///< for a step of the slowest network, and its checkpoint

double total_cost(const std::vector<Job>& jobs) {
  double cost = 0;
  for (const Job& job : jobs) cost += job.cost;
  return cost;
}

class RunLoop {
 public:
  RunLoop(Store& store, WorkerPool& pool, const CheckpointFolder& checkpoints, const std::vector<Job>& jobs,
          const std::function<JobDetails(const Job&)>& details, const RunLoopOptions& options, ProgressDisplay& display,
          const Interrupt& interrupt)
      : store_(store),
        pool_(pool),
        checkpoints_(checkpoints),
        jobs_(jobs),
        details_(details),
        options_(options),
        display_(display),
        interrupt_(interrupt),
        speed_(total_cost(jobs)) {}

  RunSummary run() {
    while (!interrupt_.requested() && !is_through()) {
      const bool more_to_claim = claim_some();
      if (!is_through()) pool_.wait(more_to_claim ? 0 : 200, interrupt_.fd(), [&](const PoolEvent& e) { handle(e); });
      beat();
      display_.update(state());
    }
    summary_.interrupted = !is_through();
    if (summary_.interrupted) give_back();
    summary_.images = speed_.images();
    summary_.seconds = speed_.seconds(Clock::now());
    return std::move(summary_);
  }

 private:
  /// A trial that this run has claimed.
  struct Held {
    const Job* job = nullptr;
    JobDetails details;
    std::optional<std::int64_t> attempt = {};
    double images_an_epoch = 0;
    int crashes = 0;
    Clock::time_point begin = {};
  };

  bool is_through() const { return next_ == jobs_.size() && held_.empty() && elsewhere_.empty(); }

  /// Fills the free slots. Returns whether it stopped before they were full, for events to be heard in between: a
  /// database shared with other runs can hold thousands of trials that are done meanwhile.
  bool claim_some() {
    constexpr int kMostClaims = 100;
    int claims = 0;
    while (pool_.free_slots() > 0 && next_ < jobs_.size()) {
      if (claims++ == kMostClaims) return true;
      claim(jobs_[next_++]);
    }
    if (pool_.free_slots() > 0 && !elsewhere_.empty() && Clock::now() >= next_look_) {
      next_look_ = Clock::now() + kLookElsewhere;
      std::deque<const Job*> again;
      again.swap(elsewhere_);
      for (const Job* job : again) pool_.free_slots() > 0 ? claim(*job) : elsewhere_.push_back(job);
    }
    return false;
  }

  void claim(const Job& job) {
    JobDetails details = details_(job);
    switch (store_.claim(job.id, details.data_sha256, options_.wish)) {
      case Claim::kGranted:
        submit(job.id, details);
        held_[job.id] = {.job = &job, .details = std::move(details)};
        return;
      case Claim::kFinished:
        ++summary_.elsewhere;
        speed_.skip(job.cost);
        return;
      case Claim::kFailed:
        summary_.failed_earlier.push_back(
            {job.id, details.settings, store_.outcomes({job.id}, details.data_sha256)[job.id].error});
        speed_.skip(job.cost);
        return;
      case Claim::kElsewhere:
        if (elsewhere_.empty()) next_look_ = Clock::now() + kLookElsewhere;
        elsewhere_.push_back(&job);
        return;
    }
  }

  void submit(const std::string& id, const JobDetails& details) {
    pool_.submit({id, details.config, details.data_sha256, checkpoints_.files(id, details.data_sha256)});
  }

  void handle(const PoolEvent& event) {
    const auto found = held_.find(event.trial);
    if (found == held_.end()) return;
    Held& held = found->second;
    // A trial can fail before it starts: for its data, or with its trainer.
    if (!held.attempt) begin(held, event);
    switch (event.kind) {
      case Kind::kStarted: return;
      case Kind::kResumed:
        store_.record_resumption(*held.attempt, event.steps);
        return speed_.resume(event.trial, static_cast<double>(event.images));
      case Kind::kNote: return display_.note(fmt::format("{} {} {}", event.trial, held.details.settings, event.reason));
      case Kind::kProgress: return speed_.advance(event.trial, static_cast<double>(event.images));
      case Kind::kEpoch:
        store_.record_epoch(*held.attempt, event.epoch);
        return speed_.advance(event.trial, held.images_an_epoch * event.epoch.epoch);
      case Kind::kLayer: return store_.record_layer(*held.attempt, event.layer);
      case Kind::kDone: return finished(held, event, Outcome::kDone);
      case Kind::kDiverged: return finished(held, event, Outcome::kDiverged);
      case Kind::kFailed: return failed(held, event);
      case Kind::kCrashed: return crashed(held, event);
      case Kind::kTimedOut: return failed(held, event);
      case Kind::kStopped: return stopped(held);
    }
  }

  void begin(Held& held, const PoolEvent& event) {
    AttemptInfo info = options_.attempt;
    info.pid = event.pid;
    info.device = event.trainer.device;
    info.libtorch_version = event.trainer.libtorch_version;
    info.cpu_capability = event.trainer.cpu_capability;
    info.processor = event.trainer.processor;
    info.git_commit = event.trainer.git_commit;
    info.git_dirty = event.trainer.git_dirty;
    info.data_sha256 = held.details.data_sha256;
    held.attempt = store_.begin_attempt(held.job->id, info);
    held.begin = Clock::now();
    held.images_an_epoch = held.details.images / held.details.config.value("epochs", 1);
    speed_.begin(held.job->id, held.job->cost, held.details.images, held.begin);
  }

  TroubledJob troubled(const Held& held, const PoolEvent& event) const {
    return {held.job->id, held.details.settings, event.reason};
  }

  void finished(Held& held, const PoolEvent& event, Outcome outcome) {
    const TroubledJob job = troubled(held, event);
    store_.finish_attempt(*held.attempt, outcome, event.reason);
    checkpoints_.remove(job.id, held.details.data_sha256);
    ++summary_.trained;
    if (outcome == Outcome::kDiverged) summary_.diverged.push_back(job);
    const double seconds = std::chrono::duration<double>(Clock::now() - held.begin).count();
    speed_.end(job.id, false);
    held_.erase(job.id);
    display_.finished(fmt::format("{} {} {} {} ({})", settled(), job.id, job.settings,
                                  outcome == Outcome::kDone ? "done" : "diverged", duration_text(seconds)));
  }

  /// A checkpoint stays: what failed for a reason that passes goes on from there when it is asked for.
  void failed(const Held& held, const PoolEvent& event) {
    const TroubledJob job = troubled(held, event);
    store_.finish_attempt(*held.attempt, Outcome::kFailed, event.reason);
    summary_.failed.push_back(job);
    speed_.end(job.id, true);
    speed_.skip(held.job->cost);
    held_.erase(job.id);
    display_.note(fmt::format("{} {} {} failed: {}", settled(), job.id, job.settings, job.reason));
  }

  /// What it has of a checkpoint stays: it is trained again from there, now or when that is asked for.
  void crashed(Held& held, const PoolEvent& event) {
    if (is_stopping_) return stopped(held);  // it was told to before it could listen
    const TroubledJob job = troubled(held, event);
    if (++held.crashes > options_.retries) return failed(held, event);
    store_.abandon_attempt(*held.attempt, "crashed: " + event.reason);
    held.attempt.reset();
    speed_.end(job.id, true);
    display_.note(fmt::format("{} {} crashed and is trained again: {}", job.id, job.settings, job.reason));
    submit(job.id, held.details);
  }

  void stopped(Held& held) {
    store_.finish_attempt(*held.attempt, Outcome::kInterrupted, "interrupted by the user");
    held_.erase(held.job->id);
  }

  /// "[12/18]"
  std::string settled() const { return fmt::format("[{}/{}]", done(), options_.finished + jobs_.size()); }

  std::size_t done() const { return options_.finished + next_ - held_.size() - elsewhere_.size(); }

  ProgressState state() const {
    const auto now = Clock::now();
    return {.done = done(),
            .total = options_.finished + jobs_.size(),
            .failed = summary_.failed.size() + summary_.failed_earlier.size(),
            .running = pool_.in_hand(),
            .fraction = speed_.fraction(),
            .images_per_second = speed_.images_per_second(now),
            .eta_seconds = speed_.eta_seconds(now)};
  }

  void beat() {
    if (Clock::now() < next_beat_) return;
    next_beat_ = Clock::now() + kHeartbeat;
    store_.heartbeat();
  }

  void give_back() {
    is_stopping_ = true;
    pool_.stop();
    for (const auto end = Clock::now() + kTimeToStop; pool_.in_hand() > 0 && Clock::now() < end; beat()) {
      pool_.wait(200, -1, [&](const PoolEvent& e) { handle(e); });
    }
    pool_.kill();
    for (const auto& [id, held] : held_) {
      held.attempt ? store_.finish_attempt(*held.attempt, Outcome::kInterrupted, "interrupted by the user")
                   : store_.release(id);
    }
  }

  Store& store_;
  WorkerPool& pool_;
  const CheckpointFolder& checkpoints_;
  const std::vector<Job>& jobs_;
  const std::function<JobDetails(const Job&)>& details_;
  const RunLoopOptions& options_;
  ProgressDisplay& display_;
  const Interrupt& interrupt_;
  Speedometer speed_;
  std::size_t next_ = 0;  ///< of the jobs: the first that was not yet claimed
  std::unordered_map<std::string, Held> held_;
  std::deque<const Job*> elsewhere_;
  bool is_stopping_ = false;
  Clock::time_point next_beat_ = {}, next_look_ = {};
  RunSummary summary_;
};

}  // namespace

RunSummary run_jobs(Store& store, WorkerPool& pool, const CheckpointFolder& checkpoints, const std::vector<Job>& jobs,
                    const std::function<JobDetails(const Job&)>& details, const RunLoopOptions& options,
                    ProgressDisplay& display, const Interrupt& interrupt) {
  return RunLoop(store, pool, checkpoints, jobs, details, options, display, interrupt).run();
}

}  // namespace actsweep
