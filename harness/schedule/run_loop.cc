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

double total_cost(const std::vector<Job>& jobs) {
  double cost = 0;
  for (const Job& job : jobs) cost += job.cost;
  return cost;
}

class RunLoop {
 public:
  RunLoop(Store& store, WorkerPool& pool, const std::vector<Job>& jobs,
          const std::function<JobDetails(const Job&)>& details, const RunLoopOptions& options, ProgressDisplay& display,
          const Interrupt& interrupt)
      : store_(store),
        pool_(pool),
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
    switch (store_.claim(job.id, details.data_sha256, options_.retry_failed)) {
      case Claim::kGranted:
        pool_.submit({job.id, details.config});
        held_[job.id] = {.job = &job, .details = std::move(details)};
        return;
      case Claim::kFinished:
        ++summary_.elsewhere;
        speed_.skip(job.cost);
        return;
      case Claim::kFailed:
        summary_.failed_earlier.push_back({job.id, details.settings, store_.outcomes({job.id})[job.id].error});
        speed_.skip(job.cost);
        return;
      case Claim::kElsewhere:
        if (elsewhere_.empty()) next_look_ = Clock::now() + kLookElsewhere;
        elsewhere_.push_back(&job);
        return;
    }
  }

  void handle(const PoolEvent& event) {
    const auto found = held_.find(event.trial);
    if (found == held_.end()) return;
    Held& held = found->second;
    // A trial can fail before it starts: for its data, or with its trainer.
    if (!held.attempt) begin(held, event);
    switch (event.kind) {
      case Kind::kStarted: return;
      case Kind::kProgress: return speed_.advance(event.trial, static_cast<double>(event.images));
      case Kind::kEpoch:
        store_.record_epoch(*held.attempt, event.epoch);
        return speed_.advance(event.trial, held.images_an_epoch * event.epoch.epoch);
      case Kind::kLayer: return store_.record_layer(*held.attempt, event.layer);
      case Kind::kCrashed: return crashed(held, event);
      default: return ended(held, event);
    }
  }

  void begin(Held& held, const PoolEvent& event) {
    AttemptInfo info = options_.attempt;
    info.pid = event.pid;
    info.device = event.trainer.device;
    info.libtorch_version = event.trainer.libtorch_version;
    info.cpu_capability = event.trainer.cpu_capability;
    info.data_sha256 = held.details.data_sha256;
    held.attempt = store_.begin_attempt(held.job->id, info);
    held.begin = Clock::now();
    held.images_an_epoch = held.details.images / held.details.config.value("epochs", 1);
    speed_.begin(held.job->id, held.job->cost, held.details.images, held.begin);
  }

  void ended(Held& held, const PoolEvent& event) {
    const TroubledJob job{held.job->id, held.details.settings, event.reason};
    const char* how = "done";
    if (event.kind == Kind::kFailed) {
      store_.finish_attempt(*held.attempt, Outcome::kFailed, event.reason);
      return failed(held, job);
    }
    ++summary_.trained;
    if (event.kind == Kind::kDiverged) {
      how = "diverged";
      summary_.diverged.push_back(job);
    }
    store_.finish_attempt(*held.attempt, event.kind == Kind::kDone ? Outcome::kDone : Outcome::kDiverged, event.reason);
    const double seconds = std::chrono::duration<double>(Clock::now() - held.begin).count();
    speed_.end(job.id, false);
    held_.erase(job.id);
    display_.finished(fmt::format("{} {} {} {} ({})", settled(), job.id, job.settings, how, duration_text(seconds)));
  }

  void failed(const Held& held, const TroubledJob& job) {
    summary_.failed.push_back(job);
    speed_.end(job.id, true);
    speed_.skip(held.job->cost);
    held_.erase(held.job->id);
    display_.note(fmt::format("{} {} {} failed: {}", settled(), job.id, job.settings, job.reason));
  }

  void crashed(Held& held, const PoolEvent& event) {
    const TroubledJob job{held.job->id, held.details.settings, event.reason};
    store_.finish_attempt(*held.attempt, Outcome::kFailed, event.reason);
    held.attempt.reset();
    ++held.crashes;
    if (held.crashes > options_.retries || store_.claim(job.id, held.details.data_sha256, true) != Claim::kGranted) {
      return failed(held, job);
    }
    speed_.end(job.id, true);
    display_.note(fmt::format("{} {} crashed and is trained again: {}", job.id, job.settings, job.reason));
    pool_.submit({job.id, held.details.config});
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
    pool_.kill();
    for (const auto& [id, held] : held_) {
      held.attempt ? store_.finish_attempt(*held.attempt, Outcome::kInterrupted, "interrupted by the user")
                   : store_.release(id);
    }
  }

  Store& store_;
  WorkerPool& pool_;
  const std::vector<Job>& jobs_;
  const std::function<JobDetails(const Job&)>& details_;
  const RunLoopOptions& options_;
  ProgressDisplay& display_;
  const Interrupt& interrupt_;
  Speedometer speed_;
  std::size_t next_ = 0;  ///< of the jobs: the first that was not yet claimed
  std::unordered_map<std::string, Held> held_;
  std::deque<const Job*> elsewhere_;
  Clock::time_point next_beat_ = {}, next_look_ = {};
  RunSummary summary_;
};

}  // namespace

RunSummary run_jobs(Store& store, WorkerPool& pool, const std::vector<Job>& jobs,
                    const std::function<JobDetails(const Job&)>& details, const RunLoopOptions& options,
                    ProgressDisplay& display, const Interrupt& interrupt) {
  return RunLoop(store, pool, jobs, details, options, display, interrupt).run();
}

}  // namespace actsweep
