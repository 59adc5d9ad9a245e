#include "harness/runner/trainer_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>

#include "harness/util/error.h"
#include "harness/util/process.h"

extern char** environ;  // NOLINT: POSIX asks the program to declare it

namespace actsweep {
namespace {

namespace fs = std::filesystem;

bool has_avx512() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
}

/// "KEY=value" for every variable. OpenBLAS, OpenMP and the C library read theirs before main().
std::vector<std::string> trainer_environment(int threads) {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos) variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  variables["OPENBLAS_NUM_THREADS"] = "1";
  variables["OMP_NUM_THREADS"] = std::to_string(threads);
  variables.emplace("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");
  // LibTorch does not use AVX-512 by default, although it is faster here.
  if (has_avx512()) variables.emplace("ATEN_CPU_CAPABILITY", "avx512");
  std::vector<std::string> entries;
  for (const auto& [key, value] : variables) entries.push_back(key + "=" + value);
  return entries;
}

std::vector<std::string> trainer_arguments(const TrainerCommand& command) {
  std::vector<std::string> words{command.program.string(), "--device", command.device, "--threads",
                                 std::to_string(command.threads)};
  for (const fs::path& folder : command.data) words.insert(words.end(), {"--data", folder.string()});
  if (!command.bench.empty()) words.insert(words.end(), {"--bench", command.bench});
  return words;
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void fail_to_start(const fs::path& program, int error) {
  throw InputError(fmt::format("cannot start {}: {}", program.string(), std::strerror(error)));
}

/// A pipe large enough that this process and a trainer never wait for each other.
std::array<int, 2> wide_pipe(const fs::path& program) {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail_to_start(program, errno);
  fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
  return ends;
}

/// Keeps our signal mask and ignored signals from the new process.
void reset_signals(posix_spawnattr_t& attributes) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

}  // namespace

fs::path find_trainer() {
  constexpr const char* kName = "actsweep-trainer";
  std::error_code error;
  const fs::path sibling = fs::read_symlink("/proc/self/exe", error).replace_filename(kName);
  return !error && access(sibling.c_str(), X_OK) == 0 ? sibling : fs::path(kName);
}

TrainerProcess::TrainerProcess(const TrainerCommand& command) {
  signal(SIGPIPE, SIG_IGN);  // write(2) reports that a trainer is gone
  const std::array<int, 2> requests = wide_pipe(command.program);
  const std::array<int, 2> events = wide_pipe(command.program);
  to_ = requests[1];
  from_ = events[0];
  reader_ = protocol::LineReader(from_);
  log_ = memfd_create("trainer", MFD_CLOEXEC);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, requests[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, events[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, log_, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  reset_signals(attributes);

  const std::vector<std::string> arguments = trainer_arguments(command);
  const std::vector<std::string> environment = trainer_environment(command.threads);
  const int error = posix_spawnp(&pid_, command.program.c_str(), &actions, &attributes, pointers_to(arguments).data(),
                                 pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(requests[0]);
  close(events[1]);
  if (error != 0) {
    for (const int fd : {to_, from_, log_}) close(fd);
    fail_to_start(command.program, error);
  }
}

TrainerProcess::~TrainerProcess() {
  end();
  for (const int fd : {to_, from_, log_}) close(fd);
}

bool TrainerProcess::receive(const std::function<void(std::string_view)>& on_line) {
  at_end_ = !reader_.read_available(on_line);
  return !at_end_;
}

void TrainerProcess::stop() const {
  if (pid_ != 0) ::kill(pid_, SIGTERM);
}

void TrainerProcess::kill() const {
  if (pid_ != 0) ::kill(pid_, SIGKILL);
}

std::string TrainerProcess::end() {
  if (pid_ == 0) return "";
  int status = 0;
  // After the end of its output a trainer ends by itself; wait for its exit status.
  constexpr int kMaxPolls = 100;
  pid_t ended = 0;
  for (int i = 0; i < kMaxPolls && (ended = waitpid(pid_, &status, WNOHANG)) == 0 && at_end_; ++i) usleep(10'000);
  if (ended == 0) {
    kill();
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  pid_ = 0;
  const std::string log = tail_of(log_);
  return exit_text(status) + (log.empty() ? "" : ": " + log);
}

}  // namespace actsweep
