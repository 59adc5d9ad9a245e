#include "harness/runner/local_executor.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "harness/util/error.h"

namespace actsweep {

struct LocalExecutor::Running {
  Clock::time_point started_at = Clock::now(), last_event_at = Clock::now();
  std::int64_t pid = 0;                            ///< 0: it has not started
  std::optional<protocol::Event> cause_of_kill{};  ///< its end, if we killed it
  Clock::time_point killed_at = {};
};

struct LocalExecutor::Worker {
  TrainerCommand command;
  int capacity = 1;  ///< trials at once
  std::unique_ptr<TrainerProcess> process = nullptr;
  std::optional<protocol::Ready> ready = {};
  std::map<std::string, Running> running = {};
  int early_exits = 0;  ///< in a row, before it was ready

  bool has_room() const { return static_cast<int>(running.size()) < capacity; }
};

LocalExecutor::LocalExecutor(Options options, std::function<void(const std::string&)> warn)
    : options_(std::move(options)), warn_(std::move(warn)) {
  const bool forks = options_.devices == std::vector<std::string>{"cpu"};
  const int workers = forks ? 1 : options_.jobs;
  for (int i = 0; i < workers; ++i) {
    const std::string& device = options_.devices[static_cast<std::size_t>(i) % options_.devices.size()];
    workers_.push_back({.command = {options_.trainer, device, options_.threads, options_.data},
                        .capacity = forks ? options_.jobs : 1});
  }
}

LocalExecutor::~LocalExecutor() = default;

int LocalExecutor::active_count() const {
  std::size_t count = waiting_.size();
  for (const Worker& worker : workers_) count += worker.running.size();
  return static_cast<int>(count);
}

void LocalExecutor::submit(protocol::Request request) { waiting_.push_back(std::move(request)); }

void LocalExecutor::assign() {
  std::size_t unassigned = waiting_.size();  // less those reserved for trainers that are still starting
  for (Worker& worker : workers_) {
    if (unassigned == 0) return;
    if (!worker.has_room()) continue;
    if (!worker.process) worker.process = std::make_unique<TrainerProcess>(worker.command);
    if (!worker.ready) {
      unassigned -= std::min(unassigned, static_cast<std::size_t>(worker.capacity));
      continue;
    }
    while (worker.has_room() && !waiting_.empty() && unassigned > 0) {
      worker.running.try_emplace(waiting_.front().trial);
      // If the trainer is gone, we read its end next, and the trial counts as crashed with it.
      worker.process->send(protocol::encode(waiting_.front()));
      waiting_.pop_front();
      --unassigned;
    }
  }
}

void LocalExecutor::wait(int timeout_ms, int wake_fd, const Handler& handler) {
  assign();
  std::vector<pollfd> watched{{wake_fd, POLLIN, 0}};
  std::vector<Worker*> readable;
  for (Worker& worker : workers_) {
    if (!worker.process) continue;
    watched.push_back({worker.process->fd(), POLLIN, 0});
    readable.push_back(&worker);
  }
  const bool has_events = poll(watched.data(), watched.size(), timeout_ms) > 0;
  for (std::size_t i = 0; has_events && i < readable.size(); ++i) {
    if (watched[i + 1].revents == 0) continue;
    Worker& worker = *readable[i];
    const auto on_line = [&](std::string_view line) { handle(worker, line, handler); };
    if (!worker.process->receive(on_line)) on_exit(worker, handler);
  }
  enforce_limits();
}

void LocalExecutor::enforce_limits() {
  const auto seconds = [](Clock::duration d) { return std::chrono::duration<double>(d).count(); };
  // If this process was suspended, by Ctrl-Z or with its machine, the trials are not to blame for the silence.
  constexpr double kMaxWait = 5;
  const auto now = Clock::now();
  const auto slept = seconds(now - awake_at_) > kMaxWait ? now - awake_at_ : Clock::duration(0);
  awake_at_ = now;
  for (Worker& worker : workers_) {
    for (auto& [id, trial] : worker.running) {
      trial.last_event_at += slept;
      trial.started_at += slept;
      if (options_.timeout > 0 && seconds(now - trial.started_at) > options_.timeout) {
        kill_trial(worker, trial,
                   protocol::Ended{id, protocol::Ended::How::kTimedOut,
                                   fmt::format("exceeded --timeout ({} s)", options_.timeout)});
      } else if (options_.heartbeat_timeout > 0 && seconds(now - trial.last_event_at) > options_.heartbeat_timeout) {
        kill_trial(worker, trial,
                   protocol::Exited{id, fmt::format("no heartbeat for {} s; killed", options_.heartbeat_timeout)});
      }
    }
  }
}

void LocalExecutor::kill_trial(Worker& worker, Running& trial, protocol::Event end) {
  // Its trainer reports its exit. A trainer that does not, or has not started the trial, hangs itself.
  constexpr auto kPatience = std::chrono::seconds(10);
  if (!trial.cause_of_kill) {
    trial.cause_of_kill = std::move(end);
    trial.killed_at = Clock::now();
    if (trial.pid != 0) ::kill(static_cast<pid_t>(trial.pid), SIGKILL);
  }
  if (trial.pid == 0 || Clock::now() - trial.killed_at > kPatience) worker.process->kill();
}

void LocalExecutor::handle(Worker& worker, std::string_view line, const Handler& handler) {
  protocol::Event event;
  try {
    event = protocol::decode_event(line);
  } catch (const std::runtime_error& error) {
    warn_(fmt::format("ignored a line from a trainer: {}", error.what()));
    return;
  }
  if (const auto* ready = std::get_if<protocol::Ready>(&event)) {
    worker.ready = *ready;
    worker.early_exits = 0;
    return;
  }
  // A process exits after its trial has reported its end.
  const auto running = worker.running.find(protocol::trial_of(event));
  if (!worker.ready || running == worker.running.end()) return;
  Running& trial = running->second;
  trial.last_event_at = Clock::now();
  if (const auto* started = std::get_if<protocol::Started>(&event)) trial.pid = started->pid;
  if (protocol::is_crash(event) && trial.cause_of_kill) event = *trial.cause_of_kill;
  if (protocol::is_end(event)) worker.running.erase(running);
  handler(event, *worker.ready);
}

void LocalExecutor::on_exit(Worker& worker, const Handler& handler) {
  constexpr int kMaxEarlyExits = 3;
  const std::string end = worker.process->end();
  worker.process.reset();
  const auto ready = std::exchange(worker.ready, std::nullopt);
  if (!ready && ++worker.early_exits >= kMaxEarlyExits) {
    throw InputError(fmt::format("{} ended {} times in a row before it was ready; the last time it {}",
                                 worker.command.program.string(), kMaxEarlyExits, end));
  }
  if (ready && !stopping_) warn_(fmt::format("the trainer ended ({}); it is started again", end));
  for (const auto& [id, trial] : std::exchange(worker.running, {})) {
    handler(trial.cause_of_kill.value_or(protocol::Exited{id, "the trainer ended: " + end}), *ready);
  }
}

void LocalExecutor::stop() {
  stopping_ = true;
  waiting_.clear();
  for (Worker& worker : workers_) {
    if (worker.process) worker.process->stop();
  }
}

void LocalExecutor::kill() {
  waiting_.clear();
  for (Worker& worker : workers_) {
    worker.process.reset();
    worker.ready.reset();
    worker.running.clear();
  }
}

}  // namespace actsweep
