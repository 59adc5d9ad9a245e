#include "harness/runner/local_executor.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <map>
#include <optional>

#include "harness/util/error.h"

namespace actsweep {

using Kind = LocalExecutor::Event::Kind;

struct LocalExecutor::Running {
  Clock::time_point begun = Clock::now(), heard_of = Clock::now();
  std::int64_t pid = 0;  ///< 0: it has not begun
  // Where it was killed: for what, and when.
  Event::Kind kind = Kind::kCrashed;
  std::string reason = {};
  Clock::time_point killed_at = {};

  /// Gives the end of a trial that was killed its cause.
  void tell(Event& end) const {
    if (reason.empty()) return;
    end.kind = kind;
    end.reason = reason + ", and was killed";
  }
};

struct LocalExecutor::Worker {
  TrainerCommand command;
  int slots = 1;
  std::unique_ptr<TrainerProcess> process = nullptr;
  std::optional<protocol::Ready> ready = {};
  std::map<std::string, Running> running = {};
  int early_ends = 0;  ///< in a row, before it was ready

  bool has_room() const { return static_cast<int>(running.size()) < slots; }
};

namespace {

/// The trial's end as the run sees it.
Kind kind_of(protocol::Ended::How how) {
  switch (how) {
    case protocol::Ended::How::kDone: return Kind::kDone;
    case protocol::Ended::How::kDiverged: return Kind::kDiverged;
    case protocol::Ended::How::kFailed: return Kind::kFailed;
    case protocol::Ended::How::kOutOfMemory: return Kind::kCrashed;
    case protocol::Ended::How::kStopped: return Kind::kStopped;
  }
  return Kind::kFailed;
}

const std::string& trial_of(const protocol::Event& event) {
  static const std::string none;
  return std::visit(
      [](const auto& e) -> const std::string& {
        if constexpr (std::is_same_v<std::decay_t<decltype(e)>, protocol::Ready>) {
          return none;
        } else {
          return e.trial;
        }
      },
      event);
}

/// Turns a trainer's message about a trial into the executor's.
struct Translate {
  LocalExecutor::Event event;

  void operator()(const protocol::Ready&) {}
  void operator()(const protocol::Started& e) { event.pid = e.pid; }
  void operator()(const protocol::Resumed& e) {
    event.kind = Kind::kResumed;
    event.steps = e.steps;
    event.images = e.images;
  }
  void operator()(const protocol::Note& e) {
    event.kind = Kind::kNote;
    event.reason = e.text;
  }
  void operator()(const protocol::Progress& e) {
    event.kind = Kind::kProgress;
    event.images = e.images;
  }
  void operator()(const protocol::EpochDone& e) {
    event.kind = Kind::kEpoch;
    event.epoch = e.epoch;
  }
  void operator()(const protocol::LayerSeen& e) {
    event.kind = Kind::kLayer;
    event.layer = e.layer;
  }
  void operator()(const protocol::Ended& e) {
    event.kind = kind_of(e.how);
    event.reason = e.reason;
  }
  void operator()(const protocol::Exited& e) {
    event.kind = Kind::kCrashed;
    event.reason = e.reason;
  }
};

bool is_end(Kind kind) { return kind >= Kind::kDone; }

}  // namespace

LocalExecutor::LocalExecutor(Options options, std::function<void(const std::string&)> warn)
    : options_(std::move(options)), warn_(std::move(warn)) {
  const bool forks = options_.devices == std::vector<std::string>{"cpu"};
  const int workers = forks ? 1 : options_.jobs;
  for (int i = 0; i < workers; ++i) {
    const std::string& device = options_.devices[static_cast<std::size_t>(i) % options_.devices.size()];
    auto worker = std::make_unique<Worker>();
    worker->command = {options_.trainer, device, options_.threads, options_.data};
    worker->slots = forks ? options_.jobs : 1;
    workers_.push_back(std::move(worker));
  }
}

LocalExecutor::~LocalExecutor() = default;

int LocalExecutor::active_count() const {
  std::size_t count = waiting_.size();
  for (const auto& worker : workers_) count += worker->running.size();
  return static_cast<int>(count);
}

void LocalExecutor::submit(protocol::Request request) { waiting_.push_back(std::move(request)); }

bool LocalExecutor::start(Worker& worker) {
  if (worker.process) return worker.ready.has_value();
  worker.process = std::make_unique<TrainerProcess>(worker.command);
  return false;
}

void LocalExecutor::assign() {
  std::size_t expected = waiting_.size();  // by the trainers that are still coming up
  for (const auto& worker : workers_) {
    if (expected == 0) return;
    if (!worker->has_room()) continue;
    if (!start(*worker)) {
      expected -= std::min(expected, static_cast<std::size_t>(worker->slots));
      continue;
    }
    while (worker->has_room() && !waiting_.empty() && expected > 0) {
      worker->running.try_emplace(waiting_.front().trial);
      // Where the trainer is gone, its end is read next, and the trial counts as one that went with it.
      worker->process->send(protocol::encode(waiting_.front()));
      waiting_.pop_front();
      --expected;
    }
  }
}

void LocalExecutor::wait(int timeout_ms, int wake_fd, const Handler& handler) {
  assign();
  std::vector<pollfd> watched{{wake_fd, POLLIN, 0}};
  std::vector<Worker*> speakers;
  for (const auto& worker : workers_) {
    if (!worker->process) continue;
    watched.push_back({worker->process->fd(), POLLIN, 0});
    speakers.push_back(worker.get());
  }
  const bool said_something = poll(watched.data(), watched.size(), timeout_ms) > 0;
  for (std::size_t i = 0; said_something && i < speakers.size(); ++i) {
    if (watched[i + 1].revents != 0) receive(*speakers[i], handler);
  }
  enforce_limits();
}

void LocalExecutor::enforce_limits() {
  const auto seconds = [](Clock::duration d) { return std::chrono::duration<double>(d).count(); };
  // A process that was itself stopped, by Ctrl-Z or with its machine, may not blame its trials for the silence.
  constexpr double kMaxWait = 5;
  const auto now = Clock::now();
  const auto slept = seconds(now - awake_at_) > kMaxWait ? now - awake_at_ : Clock::duration(0);
  awake_at_ = now;
  for (const auto& worker : workers_) {
    for (auto& [id, trial] : worker->running) {
      trial.heard_of += slept;
      trial.begun += slept;
      if (options_.timeout > 0 && seconds(now - trial.begun) > options_.timeout) {
        kill_trial(*worker, trial, Kind::kTimedOut, fmt::format("it took longer than {} s", options_.timeout));
      } else if (options_.heartbeat_timeout > 0 && seconds(now - trial.heard_of) > options_.heartbeat_timeout) {
        kill_trial(*worker, trial, Kind::kCrashed,
                   fmt::format("it gave no sign of life for {} s", options_.heartbeat_timeout));
      }
    }
  }
}

void LocalExecutor::kill_trial(Worker& worker, Running& trial, Event::Kind kind, std::string reason) {
  // Its trainer tells its end. One that does not, or has not begun the trial, hangs itself.
  constexpr auto kPatience = std::chrono::seconds(10);
  if (trial.reason.empty()) {
    trial.kind = kind;
    trial.reason = std::move(reason);
    trial.killed_at = Clock::now();
    if (trial.pid != 0) ::kill(static_cast<pid_t>(trial.pid), SIGKILL);
  }
  if (trial.pid == 0 || Clock::now() - trial.killed_at > kPatience) worker.process->kill();
}

void LocalExecutor::receive(Worker& worker, const Handler& handler) {
  if (!worker.process->receive([&](std::string_view line) { handle(worker, line, handler); })) on_exit(worker, handler);
}

void LocalExecutor::handle(Worker& worker, std::string_view line, const Handler& handler) {
  protocol::Event message;
  try {
    message = protocol::decode_event(line);
  } catch (const std::runtime_error& error) {
    warn_(fmt::format("ignored what a trainer said: {}", error.what()));
    return;
  }
  if (const auto* ready = std::get_if<protocol::Ready>(&message)) {
    worker.ready = *ready;
    worker.early_ends = 0;
    return;
  }
  const std::string& trial = trial_of(message);
  // Its process ends after a trial has told its own end.
  const auto running = worker.running.find(trial);
  if (!worker.ready || running == worker.running.end()) return;
  Translate translate{{.trial = trial, .trainer = *worker.ready}};
  std::visit(translate, message);
  Event& event = translate.event;
  running->second.heard_of = Clock::now();
  if (event.kind == Kind::kStarted) running->second.pid = event.pid;
  if (event.kind == Kind::kCrashed) running->second.tell(event);
  if (is_end(event.kind)) worker.running.erase(running);
  handler(event);
}

void LocalExecutor::on_exit(Worker& worker, const Handler& handler) {
  constexpr int kMaxEarlyEnds = 3;
  const std::string end = worker.process->end();
  worker.process.reset();
  const auto ready = std::exchange(worker.ready, std::nullopt);
  if (!ready && ++worker.early_ends >= kMaxEarlyEnds) {
    throw InputError(fmt::format("{} ended {} times in a row before it was ready; the last time it {}",
                                 worker.command.program.string(), kMaxEarlyEnds, end));
  }
  if (ready && !stopping_) warn_(fmt::format("the trainer ended ({}); it is started again", end));
  for (const auto& [id, trial] : std::exchange(worker.running, {})) {
    Event event{.kind = Kind::kCrashed, .trial = id, .trainer = *ready, .reason = "the trainer ended: " + end};
    trial.tell(event);
    handler(event);
  }
}

void LocalExecutor::stop() {
  stopping_ = true;
  waiting_.clear();
  for (const auto& worker : workers_) {
    if (worker->process) worker->process->stop();
  }
}

void LocalExecutor::kill() {
  waiting_.clear();
  for (const auto& worker : workers_) {
    worker->process.reset();
    worker->ready.reset();
    worker->running.clear();
  }
}

}  // namespace actsweep
