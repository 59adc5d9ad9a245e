#include "harness/train/server.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <torch/version.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <fstream>
#include <map>
#include <new>

#include "harness/protocol/line_reader.h"
#include "harness/protocol/message.h"
#include "harness/train/libtorch.h"
#include "harness/train/trial.h"
#include "harness/util/error.h"
#include "harness/util/process.h"

namespace actsweep {
namespace {

using namespace protocol;

std::string cpu_capability() {
  constexpr std::string_view kLabel = "CPU capability usage: ";
  const std::string config = at::show_config();
  const std::size_t begin = config.find(kLabel);
  if (begin == std::string::npos) return "unknown";
  const std::size_t from = begin + kLabel.size();
  return config.substr(from, config.find('\n', from) - from);
}

/// Exit status of a trial's process that has sent its Ended event; unlikely to be used by a library.
constexpr int kEndReported = 86;

/// Set by SIGTERM: the trial of this process must stop.
volatile sig_atomic_t stop_requested = 0;

void handle_sigterm() {
  struct sigaction action = {};
  action.sa_handler = [](int) { stop_requested = 1; };
  sigaction(SIGTERM, &action, nullptr);
}

/// LibTorch throws OutOfMemoryError only for GPU memory.
bool is_out_of_memory(const std::exception& error) {
  return dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
         dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr ||
         std::string_view(error.what()).find("can't allocate memory") != std::string_view::npos;
}

/// The number of processes that the kernel has OOM-killed since boot; 0 if unknown.
std::int64_t out_of_memory_kills() {
  std::ifstream file("/proc/vmstat");
  std::string name;
  for (std::int64_t value = 0; file >> name >> value;) {
    if (name == "oom_kill") return value;
  }
  return 0;
}

class Server {
 public:
  Server(const ServerOptions& options, int in, int out)
      : options_(options), processor_(processor_name(options.device)), in_(in), out_(out), reader_(in) {}

  int run() {
    if (in_process()) at::set_num_threads(options_.threads);
    send(Ready{TORCH_VERSION, cpu_capability(), options_.device.str(), processor_, options_.commit.id,
               options_.commit.is_dirty});
    return in_process() ? serve_in_process() : serve_by_forking();
  }

 private:
  struct Child {
    std::string trial;
    int log = -1;
    std::int64_t kills_before = out_of_memory_kills();
  };

  bool in_process() const { return !options_.device.is_cpu(); }

  void send(const Event& event) const { write_all(out_, encode(event)); }

  /// A data set, loaded at its first use and kept for later trials.
  struct Loaded {
    explicit Loaded(Dataset loaded) : dataset(std::move(loaded)), sha256(dataset.sha256()) {}
    Dataset dataset;
    std::string sha256;
  };

  const Dataset& dataset_of(const Request& request) {
    const Params dataset = Params(request.config).child("dataset");
    const std::string key = request.config.at("dataset").dump();
    auto found = datasets_.find(key);
    if (found == datasets_.end()) found = datasets_.try_emplace(key, load_dataset(dataset, options_.data)).first;
    if (found->second.sha256 != request.data_sha256) {
      throw InputError(
          fmt::format("the data set {} has changed since the run began: its SHA-256 was {} and is now {}; start a new "
                      "run to use the changed data",
                      dataset.name(), request.data_sha256, found->second.sha256));
    }
    return found->second.dataset;
  }

  CheckpointIdentity identity_of(const Request& request) const {
    return {{"trial", request.trial},
            {"data", request.data_sha256},
            {"LibTorch", TORCH_VERSION},
            {"instruction set", cpu_capability()},
            {"processor", processor_},
            {"device", options_.device.is_cpu() ? "cpu" : "cuda"},
            {"threads", std::to_string(options_.threads)}};
  }

  void train(const Request& request, const Dataset& dataset) const {
    const std::string& id = request.trial;
    TrialListener listener;
    listener.on_epoch = [&](const Epoch& epoch) { send(EpochDone{id, epoch}); };
    listener.on_layer = [&](const LayerEpoch& layer) { send(LayerSeen{id, layer}); };
    listener.on_progress = [&](std::int64_t images) { send(Progress{id, images}); };
    listener.on_resume = [&](std::int64_t steps, std::int64_t images) { send(Resumed{id, steps, images}); };
    listener.on_note = [&](const std::string& text) { send(Note{id, text}); };
    TrialControl control{.checkpoints = request.checkpoints, .identity = identity_of(request)};
    control.should_stop = [] { return stop_requested != 0; };
    const TrialEnd end = train_trial(request.config, dataset, options_.device, listener, control);
    send(Ended{id, end.how, end.reason});
  }

  /// Does a part of the work on a trial, and sends the end of the trial if that fails.
  void attempt(const std::string& trial, const std::function<void()>& work) const {
    try {
      work();
    } catch (const std::exception& error) {
      const bool out_of_memory = is_out_of_memory(error);
      send(Ended{trial, out_of_memory ? Ended::How::kOutOfMemory : Ended::How::kFailed,
                 (out_of_memory ? "out of memory: " : "") + error_message(error)});
    }
  }

  int serve_in_process() {
    handle_sigterm();
    while (stop_requested == 0 && reader_.read_available([&](std::string_view line) {
      const Request request = decode_request(line);
      send(Started{request.trial, getpid()});
      attempt(request.trial, [&] { train(request, dataset_of(request)); });
    })) {
    }
    return 0;
  }

  int serve_by_forking() {
    sigset_t handled;
    sigemptyset(&handled);
    sigaddset(&handled, SIGCHLD);
    sigaddset(&handled, SIGTERM);
    sigprocmask(SIG_BLOCK, &handled, nullptr);
    const int signals = signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK);
    std::array<pollfd, 2> watched{pollfd{in_, POLLIN, 0}, pollfd{signals, POLLIN, 0}};
    bool more = true;
    while (more || !children_.empty()) {
      if (poll(watched.data(), watched.size(), -1) < 0) continue;
      if (watched[1].revents != 0) {
        signalfd_siginfo info{};
        while (read(signals, &info, sizeof info) > 0) {
          if (info.ssi_signo != SIGTERM) continue;
          for (const auto& [pid, child] : children_) kill(pid, SIGTERM);
        }
        reap();
      }
      if (watched[0].revents != 0) {
        more = reader_.read_available([&](std::string_view line) { start(decode_request(line)); });
        // The coordinator is gone. The running trials end with this process.
        if (!more) return 0;
      }
    }
    return 0;
  }

  void start(const Request& request) {
    const Dataset* dataset = nullptr;
    attempt(request.trial, [&] { dataset = &dataset_of(request); });
    if (dataset == nullptr) return;
    const pid_t parent = getpid();
    const int log = memfd_create("log", MFD_CLOEXEC);
    const pid_t pid = fork();
    if (pid < 0) {
      // Counts as a crash, which is retried, because the machine is to blame and not the trial.
      send(Exited{request.trial, fmt::format("cannot start a process: {}", std::strerror(errno))});
      close(log);
      return;
    }
    if (pid > 0) {
      children_[pid] = {request.trial, log};
      return;
    }
    // Dies with the parent, even if the parent has already ended.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    handle_sigterm();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    dup2(log, STDERR_FILENO);
    close(in_);
    send(Started{request.trial, getpid()});
    at::set_num_threads(options_.threads);
    attempt(request.trial, [&] { train(request, *dataset); });
    _exit(kEndReported);  // skips the destructors of LibTorch's statics, which belong to the parent
  }

  void reap() {
    int status = 0;
    for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
      const auto child = children_.extract(pid);
      if (child.empty()) continue;
      std::string reason = exit_text(status);
      if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && out_of_memory_kills() > child.mapped().kills_before) {
        reason = "out of memory: " + reason;
      }
      const std::string log = tail_of(child.mapped().log);
      if (!log.empty()) reason += ": " + log;
      close(child.mapped().log);
      // A second event for a trial that has ended would look like the end of its next attempt.
      if (!WIFEXITED(status) || WEXITSTATUS(status) != kEndReported) send(Exited{child.mapped().trial, reason});
    }
  }

  const ServerOptions& options_;
  const std::string processor_;
  int in_, out_;
  LineReader reader_;
  std::map<std::string, Loaded> datasets_;
  std::map<pid_t, Child> children_;
};

}  // namespace

int serve(const ServerOptions& options, int in, int out) { return Server(options, in, out).run(); }

}  // namespace actsweep
